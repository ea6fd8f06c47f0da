using System.Globalization;

namespace DeferredSeg.Data.Datasets.Files;

/// <summary>
/// The <c>dataset.json</c> of nnU-Net and of the Medical Segmentation Decathlon, which has the name of this program's own and says other things.
/// </summary>
/// <remarks>
/// Labels become classes: one label a region of interest, several classes that exclude each other. A label with several values (nnU-Net's regions)
/// stands for those values, each a class; <c>ignore</c> is no class, but what <c>masks:ignore</c> names. Several channels may lie in one file. Of the
/// lists of cases the folders count, where they are others than imagesTr and labelsTr; which cases there are, the files say.
/// </remarks>
public static class ForeignDescription
{
    private const string Labels = "labels:";

    private static readonly string[] _marks = ["channel_names:", "modality:", "numTraining", "tensorImageSize", "file_ending"];

    /// <summary>What such a file says in this program's own settings; the entries themselves where they are this program's.</summary>
    /// <param name="entries">The file's values by their paths, with colons between the parts.</param>
    public static IEnumerable<KeyValuePair<string, string?>> Translated(IEnumerable<KeyValuePair<string, string?>> entries)
    {
        var all = entries.Where(entry => entry.Value is not null).ToList();
        bool Has(string key) => all.Any(entry => entry.Key.StartsWith(key, StringComparison.OrdinalIgnoreCase));
        if (!Has(Labels) || !Array.Exists(_marks, Has))
            return all;
        Dictionary<string, string?> settings = new(StringComparer.OrdinalIgnoreCase);
        if (all.Find(entry => entry.Key.Equals("name", StringComparison.OrdinalIgnoreCase)).Value is { Length: > 0 } name)
            settings["name"] = name;
        var channels = all.Count(entry =>
            entry.Key.StartsWith("modality:", StringComparison.OrdinalIgnoreCase) || entry.Key.StartsWith("channel_names:", StringComparison.OrdinalIgnoreCase)
        );
        if (channels > 1)
            settings["volumes:series"] = "channels";
        // The lists of cases may name other folders than the usual ones, such as another reader's labels.
        if (Folder("image") is { } images and not "imagesTr")
            settings["images"] = images;
        if (Folder("label") is { } gold and not "labelsTr")
            settings["gold"] = gold;
        var labels = Classes(all.Where(entry => entry.Key.StartsWith(Labels, StringComparison.OrdinalIgnoreCase)));
        if (labels.Count > 0)
            settings["classes:mode"] = labels.Count == 1 ? "roi" : "exclusive";
        for (var i = 0; i < labels.Count; i++)
        {
            settings[string.Create(CultureInfo.InvariantCulture, $"classes:labels:{i}")] = labels[i].Value.ToString(CultureInfo.InvariantCulture);
            settings[string.Create(CultureInfo.InvariantCulture, $"classes:names:{i}")] = labels[i].Name;
        }
        if (all.FirstOrDefault(entry => entry.Key.Equals(Labels + "ignore", StringComparison.OrdinalIgnoreCase)).Value is { } ignored && Number(ignored) > 0)
            settings["masks:ignore"] = ignored;
        return settings;

        string? Folder(string of) =>
            all.Where(entry =>
                    entry.Key.StartsWith("training:", StringComparison.OrdinalIgnoreCase) && entry.Key.EndsWith($":{of}", StringComparison.OrdinalIgnoreCase)
                )
                .Select(entry => Path.GetDirectoryName(entry.Value!.Replace('\\', '/'))?.Replace("./", "", StringComparison.Ordinal).TrimStart('.', '/'))
                .Distinct()
                .ToList()
                is [{ Length: > 0 } only]
                ? only
                : null;
    }

    /// <summary>nnU-Net writes names and their values, the Decathlon values and their names.</summary>
    private static List<(int Value, string Name)> Classes(IEnumerable<KeyValuePair<string, string?>> entries)
    {
        Dictionary<int, (string Name, bool IsAlone)> names = [];
        foreach (var group in entries.Select(entry => (Path: entry.Key[Labels.Length..], Value: entry.Value!)).GroupBy(one => one.Path.Split(':')[0]))
        {
            var isAlone = group.Count() == 1;
            foreach (var (_, text) in group)
            {
                var (value, name) =
                    Number(text) is { } found ? (found, group.Key)
                    : Number(group.Key) is { } key ? (key, text)
                    : (0, "");
                var isClass = value > 0 && !name.Equals("ignore", StringComparison.OrdinalIgnoreCase);
                if (isClass && (!names.TryGetValue(value, out var known) || (isAlone && !known.IsAlone)))
                    names[value] = (isAlone ? name : string.Create(CultureInfo.InvariantCulture, $"label{value}"), isAlone);
            }
        }
        return [.. names.OrderBy(one => one.Key).Select(one => (one.Key, one.Value.Name))];
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : null;
}
