namespace DeferredSeg.OldLibstdcxx;

/// <summary>A copy of TorchSharp's library that a system with an older libstdc++ loads.</summary>
internal static class TolerantCopy
{
    /// <summary>The version that the library asks for and does not use.</summary>
    public const string Version = "GLIBCXX_3.4.32";

    /// <summary>Writes the copy where it is needed, and removes an earlier one where it is not.</summary>
    /// <param name="library">The library of the package, which is only read.</param>
    /// <param name="copy">Where the copy goes.</param>
    /// <param name="systemVersions">What the system's libstdc++ offers; null where there is none.</param>
    /// <returns>Whether there is a copy now.</returns>
    /// <exception cref="ElfException">The library is damaged or of another kind; nothing is written.</exception>
    public static bool Make(string library, string copy, IReadOnlySet<string>? systemVersions)
    {
        // Without any libstdc++ the loader says what is missing.
        if (systemVersions is null || systemVersions.Contains(Version))
            return Remove(copy);
        var bytes = File.ReadAllBytes(library);
        if (!new ElfFile(bytes, library).WeakenRequirement(Version))
            return Remove(copy);
        if (File.Exists(copy) && File.ReadAllBytes(copy).AsSpan().SequenceEqual(bytes))
            return true;
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(copy))!);
        var unfinished = $"{copy}.{Environment.ProcessId}";
        File.WriteAllBytes(unfinished, bytes);
        File.Move(unfinished, copy, overwrite: true);
        return true;
    }

    private static bool Remove(string copy)
    {
        if (File.Exists(copy))
            File.Delete(copy);
        return false;
    }
}
