namespace McMaster.NETCore.Plugins.Loader;

/// <summary>The files that a native library may be called when nothing in the plugin's .deps.json names it.</summary>
internal static class NativeFileNames
{
    private static readonly string[] _prefixes = OperatingSystem.IsWindows() ? [""] : ["", "lib"];

    private static readonly string[] _suffixes =
        OperatingSystem.IsWindows() ? [".dll"] : OperatingSystem.IsMacOS() ? [".dylib"] : [".so", ".so.1"];

    /// <summary>The possible paths, most likely first. A name without a native suffix gives none, as with the package that this stands in for.</summary>
    /// <param name="name">The name that the plugin imports.</param>
    /// <param name="folders">Where to look.</param>
    /// <returns>Absolute paths that may not exist.</returns>
    public static IEnumerable<string> Candidates(string name, IReadOnlyList<string> folders) =>
        from prefix in _prefixes
        from suffix in _suffixes
        where name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
        from folder in folders
        from file in new[] { prefix + name + suffix, prefix + name }
        select Path.Combine(folder, file);
}
