using DeferredSeg.Host.Plugins.Manifests;

namespace DeferredSeg.Host.Plugins.Discovery;

/// <summary>The files of a plugin's folder, none of which may lead out of it.</summary>
internal static class PluginFiles
{
    private const int MostFiles = 10_000;

    private static readonly EnumerationOptions _all = new()
    {
        RecurseSubdirectories = false,
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
    };

    /// <summary>All files, relative to the folder. Links to folders are not entered.</summary>
    /// <param name="folder">A canonical path.</param>
    /// <param name="refusal">Why the folder is refused, or null.</param>
    public static IReadOnlyList<string> Of(string folder, out string? refusal)
    {
        var files = new List<string>();
        var folders = new Queue<string>([folder]);
        while (folders.TryDequeue(out var next))
        {
            foreach (var entry in new DirectoryInfo(next).EnumerateFileSystemInfos("*", _all))
            {
                var name = Path.GetRelativePath(folder, entry.FullName);
                if (entry.LinkTarget is { } target && Escape(folder, entry.FullName) is { } outside)
                {
                    refusal =
                        $"{ShownText.Of(name, ShownText.LongSentence)} is a link to {ShownText.Of(target, ShownText.LongSentence)}, "
                        + $"which leads to {ShownText.Of(outside, ShownText.LongSentence)}, outside of the plugin's folder.";
                    return [];
                }
                if (entry is DirectoryInfo directory && entry.LinkTarget is null)
                    folders.Enqueue(directory.FullName);
                else if (entry is FileInfo)
                    files.Add(name);
                if (files.Count > MostFiles)
                {
                    refusal = $"The folder has more than {MostFiles} files.";
                    return [];
                }
            }
        }
        refusal = null;
        files.Sort(StringComparer.Ordinal);
        return files;
    }

    private static string? Escape(string folder, string path)
    {
        try
        {
            var canonical = CanonicalPath.Of(path);
            return CanonicalPath.IsInside(folder, canonical) ? null : canonical;
        }
        catch (IOException)
        {
            return "no file, in a circle";
        }
    }
}
