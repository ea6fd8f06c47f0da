using System.Text;
using VerifyTests.Scrubbing;

namespace VerifyTests;

/// <summary>Settings of all verifications of a process. A <c>[ModuleInitializer]</c> of the test assembly sets them.</summary>
public static class VerifierSettings
{
    private static volatile bool _inUse;

    /// <summary>In the order in which they run: the last one added first.</summary>
    internal static List<Scrubber> Scrubbers { get; } = [];

    internal static bool StrictJson { get; private set; }

    internal static bool RequiresUniquePrefix { get; private set; } = true;

    /// <summary>Adds a change to every text before it is compared; it runs after those of the verification itself.</summary>
    /// <param name="scrubber">Changes the text in place.</param>
    /// <exception cref="InvalidOperationException">A verification has run already.</exception>
    public static void AddScrubber(Action<StringBuilder> scrubber)
    {
        RequireUnused(nameof(AddScrubber));
        Scrubbers.Insert(0, (text, _) => scrubber(text));
    }

    /// <summary>Renders objects as valid JSON, in files with the extension <c>json</c>.</summary>
    /// <exception cref="InvalidOperationException">A verification has run already.</exception>
    public static void UseStrictJson()
    {
        RequireUnused(nameof(UseStrictJson));
        StrictJson = true;
    }

    /// <summary>Allows two verifications to use the same files.</summary>
    /// <exception cref="InvalidOperationException">A verification has run already.</exception>
    public static void DisableRequireUniquePrefix()
    {
        RequireUnused(nameof(DisableRequireUniquePrefix));
        RequiresUniquePrefix = false;
    }

    internal static void Use() => _inUse = true;

    private static void RequireUnused(string setting)
    {
        if (_inUse)
            throw new InvalidOperationException($"{nameof(VerifierSettings)}.{setting} was called after a verification ran, so some would not obey it. Call it from a [ModuleInitializer].");
    }
}
