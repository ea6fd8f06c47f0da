namespace DeferredSeg.Host.Configuration.Layers;

/// <summary>
/// Lists of several files. Configuration by keys would merge them element by element, so that a panel of one expert laid over one of three
/// would leave the other two: a list in a later file takes the earlier one's place instead.
/// </summary>
internal static class ReplacedLists
{
    /// <summary>The files' entries without those of lists that a later file has.</summary>
    public static IReadOnlyList<IReadOnlyList<KeyValuePair<string, string?>>> Of(IReadOnlyList<IEnumerable<KeyValuePair<string, string?>>> files)
    {
        KeyValuePair<string, string?>[][] entries = [.. files.Select(file => file.ToArray())];
        var later = new List<string>();
        for (var file = entries.Length - 1; file >= 0; file--)
        {
            var lists = Lists(entries[file]);
            entries[file] = [.. entries[file].Where(entry => !later.Exists(list => entry.Key.StartsWith(list + ":", StringComparison.OrdinalIgnoreCase)))];
            later.AddRange(lists);
        }
        return entries;
    }

    /// <summary>The keys whose children are counted, and those without any value or child, which an empty list is.</summary>
    private static List<string> Lists(KeyValuePair<string, string?>[] entries)
    {
        var counted = entries.Select(entry => entry.Key).Where(key => key.EndsWith(":0", StringComparison.Ordinal)).Select(key => key[..^2]);
        return [.. counted.Concat(entries.Where(entry => entry.Value is "").Select(entry => entry.Key)).Distinct(StringComparer.OrdinalIgnoreCase)];
    }
}
