namespace PluginTemplate.Tests;

/// <summary>The host's files, sources and program: nothing that an author does may change one of them.</summary>
internal static class HostFiles
{
    private static readonly string[] _folders =
    [
        "src",
        "plugins",
        "compat",
        "build",
        "templates",
        "samples",
        "artifacts/bin/DeferredSeg.Host",
        "artifacts/plugins",
    ];

    /// <summary>Each file with the time it was written.</summary>
    public static IReadOnlyList<(string Path, DateTime Written)> All() =>
        [
            .. _folders
                .Select(folder => Path.Combine(AuthorFolder.Checkout, folder))
                .Where(Directory.Exists)
                .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
                .Concat(Directory.EnumerateFiles(AuthorFolder.Checkout))
                .Order(StringComparer.Ordinal)
                .Select(file => (file, File.GetLastWriteTimeUtc(file))),
        ];
}
