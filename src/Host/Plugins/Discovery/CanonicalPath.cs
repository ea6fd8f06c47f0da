namespace DeferredSeg.Host.Plugins.Discovery;

/// <summary>Paths without links, <c>.</c> and <c>..</c>.</summary>
internal static class CanonicalPath
{
    private const int MostLinks = 40;

    /// <summary>The path that remains when every link along it is followed. What is not there is kept as it is.</summary>
    /// <exception cref="IOException">Links lead in a circle.</exception>
    public static string Of(string path)
    {
        var full = Path.GetFullPath(path);
        var current = Path.GetPathRoot(full)!;
        var rest = new Stack<string>(Parts(full[current.Length..]).Reverse());
        var links = 0;
        while (rest.TryPop(out var part))
        {
            if (part == ".")
                continue;
            if (part == "..")
            {
                // Of the folder that the links before it lead to, as the system does it; not of the text.
                current = Path.GetDirectoryName(current) ?? current;
                continue;
            }
            var next = Path.Combine(current, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                current = next;
                continue;
            }
            if (++links > MostLinks)
                throw new IOException($"The links along {path} lead in a circle, or there are more than {MostLinks}.");
            var root = Path.GetPathRoot(target)!;
            if (root.Length > 0)
                current = Path.GetPathRoot(Path.GetFullPath(root, current))!;
            foreach (var step in Parts(target[root.Length..]).Reverse())
                rest.Push(step);
        }
        return current;
    }

    /// <summary>Whether a canonical path lies below a canonical folder.</summary>
    public static bool IsInside(string folder, string path) =>
        path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string[] Parts(string path) =>
        path.Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries);
}
