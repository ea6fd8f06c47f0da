using System.Reflection;

#if EDITION_Two
[assembly: AssemblyVersion("2.0.0.0")]
#else
[assembly: AssemblyVersion("1.0.0.0")]
#endif

namespace Tiny.Library;

/// <summary>A library that two plugins have in different versions.</summary>
public static class Edition
{
    private static int _calls;

    /// <summary>Which version this is, and how often this version was asked.</summary>
    public static string Text() =>
#if EDITION_Two
        $"library two, call {++_calls}";
#else
        $"library one, call {++_calls}";
#endif
}
