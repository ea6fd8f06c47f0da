using System.Text.RegularExpressions;

namespace DeferredSeg.Host.Plugins.Manifests;

/// <summary>Which file names may be a plugin's entry: plain ones, so that none can mean another folder on any system.</summary>
internal static partial class EntryName
{
    public static bool IsAllowed(string name) => Form().IsMatch(name) && !name.Contains("..", StringComparison.Ordinal);

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9._-]{0,120}\.dll\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
