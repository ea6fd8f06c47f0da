using System.Runtime.InteropServices;

namespace DeferredSeg.OldLibstdcxx;

/// <summary>The libstdc++ that the system's loader finds.</summary>
internal static class SystemLibstdcxx
{
    private const string Name = "libstdc++.so.6";

    /// <summary>The versions that it offers; null where there is none.</summary>
    public static IReadOnlySet<string>? Versions() => Find() is { } path ? new ElfFile(File.ReadAllBytes(path), path).DefinedVersions() : null;

    // Only the loader knows which of several it takes: the one that it has loaded is in the process's map.
    private static string? Find() =>
        !NativeLibrary.TryLoad(Name, out _)
            ? null
            : File.ReadLines("/proc/self/maps")
                .Select(line => line[(line.IndexOf('/') is var at and >= 0 ? at : line.Length)..])
                .FirstOrDefault(path => Path.GetFileName(path).StartsWith("libstdc++.so", StringComparison.Ordinal));
}
