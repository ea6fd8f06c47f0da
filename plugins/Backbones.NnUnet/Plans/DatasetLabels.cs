using System.Text.Json;
using DeferredSeg.Abstractions.Backbones;

namespace Backbones.NnUnet.Plans;

/// <summary>What <c>dataset.json</c> says: the images' channels, and what the network's answers mean.</summary>
internal sealed class DatasetLabels
{
    private const string Ignored = "ignore";
    private const string Background = "background";

    private DatasetLabels(IReadOnlyList<string> channels, IReadOnlyList<ClassLabel> heads, ClassKind kind, IReadOnlyList<int> foreground, int? ignore) =>
        (Channels, Heads, Kind, Foreground, Ignore) = (channels, heads, kind, foreground, ignore);

    /// <summary>The names of the images' channels in their order.</summary>
    public IReadOnlyList<string> Channels { get; }

    /// <summary>What each of the network's channels stands for, and its value in a map of labels.</summary>
    public IReadOnlyList<ClassLabel> Heads { get; }

    /// <summary>Whether one class is at each voxel, the background among them, or regions lie over each other.</summary>
    public ClassKind Kind { get; }

    /// <summary>The labels of masks but for background and ignored, ascending.</summary>
    public IReadOnlyList<int> Foreground { get; }

    /// <summary>The label of voxels that count nowhere; null where there is none.</summary>
    public int? Ignore { get; }

    /// <summary>Which labels each region is made of; of labels each of itself.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Members { get; init; }

    /// <summary>Reads the file.</summary>
    /// <exception cref="ArgumentException">It is not there, or not as expected.</exception>
    public static DatasetLabels Read(string path)
    {
        if (!File.Exists(path))
            throw new ArgumentException(
                $"{path} is not there, which says what channels and labels are; expected it beside plans.json, as nnU-Net leaves it. Copy it from "
                    + $"where the network was trained."
            );
        return Parse(path, File.ReadAllText(path));
    }

    /// <summary>Reads the text of a file.</summary>
    /// <exception cref="ArgumentException">It is not as expected.</exception>
    public static DatasetLabels Parse(string path, string text)
    {
        var root = JsonText.Read(path, text);
        var channels =
            root.TryGetProperty("channel_names", out var found) || root.TryGetProperty("modality", out found)
                ? (string[])
                    [
                        .. found
                            .EnumerateObject()
                            .OrderBy(one => int.Parse(one.Name, System.Globalization.CultureInfo.InvariantCulture))
                            .Select(one => one.Value.GetString() ?? ""),
                    ]
                : throw new ArgumentException($"{path} has no channel_names; expected the dataset.json of an nnU-Net v2 data set.");
        if (!root.TryGetProperty("labels", out var labels) || labels.ValueKind != JsonValueKind.Object)
            throw new ArgumentException($"{path} has no labels; expected the dataset.json of an nnU-Net v2 data set.");
        (string Name, int[] Values, bool IsList)[] all =
        [
            .. labels
                .EnumerateObject()
                .Select(one =>
                    one.Value.ValueKind == JsonValueKind.Array
                        ? (one.Name, one.Value.EnumerateArray().Select(value => value.GetInt32()).ToArray(), true)
                        : (one.Name, (int[])[one.Value.GetInt32()], false)
                ),
        ];
        int? ignore = all.Where(one => one.Name == Ignored).Select(one => (int?)one.Values[0]).FirstOrDefault();
        int[] values = [.. all.Where(one => one.Name != Ignored).SelectMany(one => one.Values).Distinct().Order()];
        if (ignore is { } above && values.Length > 0 && above <= values[^1])
            throw new ArgumentException($"{path}: the label ignore is {above}; expected it above all others, and {values[^1]} is one.");
        int[] foreground = [.. values.Where(value => value != 0)];
        if (!all.Any(one => one.Values.Length > 1))
            return Exclusive(path, channels, all, values, foreground, ignore);
        var regions = all.Where(one => one.Name != Ignored && one is not { Name: Background } && one.Values is not [0]).ToArray();
        if (!root.TryGetProperty("regions_class_order", out var order) || order.ValueKind != JsonValueKind.Array || order.GetArrayLength() < regions.Length)
            throw new ArgumentException(
                $"{path} has {regions.Length} regions and no regions_class_order of as many; expected a value for each region in the map that is written."
            );
        int[] written = [.. order.EnumerateArray().Select(value => value.GetInt32())];
        return new(channels, [.. regions.Select((region, i) => new ClassLabel(region.Name, written[i]))], ClassKind.Multilabel, foreground, ignore)
        {
            Members = [.. regions.Select(region => region.Values)],
        };
    }

    private static DatasetLabels Exclusive(
        string path,
        string[] channels,
        (string Name, int[] Values, bool IsList)[] all,
        int[] values,
        int[] foreground,
        int? ignore
    )
    {
        if (!values.SequenceEqual(Enumerable.Range(0, values.Length)) || values.Length < 2)
            throw new ArgumentException($"{path}: the labels are {string.Join(", ", values)}; expected 0, the background, 1, 2, and so on without a gap.");
        return new(
            channels,
            [.. values.Select(value => new ClassLabel(all.First(one => one.Name != Ignored && one.Values[0] == value).Name, value))],
            ClassKind.Exclusive,
            foreground,
            ignore
        )
        {
            Members = [.. values.Select(value => (int[])[value])],
        };
    }
}
