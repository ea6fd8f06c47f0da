namespace DeferredSeg.Host.Tests.Commands;

/// <summary>Ctrl-C, of which a process that is started where it is ignored never hears.</summary>
internal static class Interrupts
{
    private const int Interrupt = 2;

    public static void SkipWhereIgnored()
    {
        Skip.If(OperatingSystem.IsWindows(), "Signals are of Unix.");
        // A mask in hexadecimal; the signal's bit is its number less one.
        var mask = OperatingSystem.IsLinux()
            ? File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))?[7..].Trim()
            : null;
        Skip.If(
            mask is not null && (Convert.ToUInt64(mask, 16) >> (Interrupt - 1) & 1) == 1,
            "Ctrl-C is ignored here, as in what a script starts in the background."
        );
    }
}
