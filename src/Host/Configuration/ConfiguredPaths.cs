using System.Globalization;
using System.Text.RegularExpressions;

namespace DeferredSeg.Host.Configuration;

/// <summary>
/// Paths that a configuration file names. <c>{here}</c> is the folder of the file. What is to be read and is named by a relative path is looked for next
/// to the file first, then below the working folder; what is to be written lies below the working folder.
/// </summary>
internal static partial class ConfiguredPaths
{
    /// <summary>The folder of the file that says so.</summary>
    public const string Here = "{here}";

    /// <summary>A network's own name within its run, such as seed-0.</summary>
    public const string Member = "{member}";

    private static readonly string[] _read = ["dataset:folder", "dataset:split:file", "backbone:weights", "backbone:model", "head:weights", "plugins:folder"];
    private static readonly string[] _written = ["run:folder", "cache:folder"];

    /// <summary>Whether a key names something to be read.</summary>
    public static bool IsRead(string key) => _read.Contains(key, StringComparer.OrdinalIgnoreCase) || IsMember(key);

    /// <summary>Whether a key names a member of a wrapper, <c>backbone:wrappers:0:members:1</c>.</summary>
    public static bool IsMember(string key) => OfMember().IsMatch(key);

    /// <summary>The key of a member of a wrapper.</summary>
    /// <param name="wrapper">The wrapper, from 0.</param>
    /// <param name="member">The member, from 0.</param>
    public static string MemberKey(int wrapper, int member) => string.Create(CultureInfo.InvariantCulture, $"backbone:wrappers:{wrapper}:members:{member}");

    /// <summary>The entries of a file, paths made so that it no longer matters which file named them.</summary>
    /// <param name="file">The file.</param>
    /// <param name="entries">Its settings.</param>
    public static IReadOnlyList<KeyValuePair<string, string?>> Of(string file, IReadOnlyList<KeyValuePair<string, string?>> entries)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        return
        [
            .. entries.Select(entry =>
                entry.Value is not { Length: > 0 } value ? entry
                : IsRead(entry.Key) ? new(entry.Key, Found(folder, value))
                : _written.Contains(entry.Key, StringComparer.OrdinalIgnoreCase) && IsHere(value) ? new(entry.Key, Below(folder, value))
                : entry
            ),
        ];
    }

    /// <summary>A path as a file in a folder names it, so that both may be moved together.</summary>
    /// <param name="path">The path; one that begins where datasets lie stays as it is.</param>
    /// <param name="folder">The folder of the file.</param>
    public static string Relative(string path, string folder)
    {
        if (path.StartsWith('{'))
            return path;
        var relative = Path.GetRelativePath(Path.GetFullPath(folder), Path.GetFullPath(path)).Replace('\\', '/');
        return relative == "." ? Here : $"{Here}/{relative}";
    }

    private static string Found(string folder, string value)
    {
        if (!IsHere(value))
            return Path.IsPathRooted(value) || value.StartsWith('{') || !IsThere(Path.Combine(folder, value)) ? value : Path.Combine(folder, value);
        var here = Below(folder, value);
        // A run that was moved alone leaves its data where it was.
        return IsThere(here) || FolderOrigin.Read(folder) is not { } origin || Below(origin.Folder, value) is var there && !IsThere(there) ? here : there;
    }

    [GeneratedRegex(@"\Abackbone:wrappers:\d+:members:\d+\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OfMember();

    private static bool IsHere(string value) =>
        value == Here || value.StartsWith(Here + "/", StringComparison.Ordinal) || value.StartsWith(Here + "\\", StringComparison.Ordinal);

    private static string Below(string folder, string value) => Path.GetFullPath(Path.Combine(folder, value[Here.Length..].TrimStart('/', '\\')));

    // Of a path with a network's name in it, as far as it is known.
    private static bool IsThere(string path) =>
        Path.Exists(path.IndexOf(Member, StringComparison.Ordinal) is var at && at >= 0 ? Path.GetDirectoryName(path[..at]) : path);
}
