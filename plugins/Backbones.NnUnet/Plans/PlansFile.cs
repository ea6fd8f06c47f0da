using System.Text.Json;
using System.Text.RegularExpressions;

namespace Backbones.NnUnet.Plans;

/// <summary>What nnU-Net planned for a data set: <c>plans.json</c>, of today's layout and of that before networks were written out.</summary>
internal sealed partial class PlansFile
{
    private const string Parent = "inherits_from";

    private readonly string _path;
    private readonly JsonElement _root;

    private PlansFile(string path, JsonElement root) => (_path, _root) = (path, root);

    /// <summary>Reads the file.</summary>
    /// <exception cref="ArgumentException">It is not there, or no plans.</exception>
    public static PlansFile Read(string path)
    {
        if (!File.Exists(path))
            throw new ArgumentException(
                $"{path} is not there, which says what the network is like; expected it beside the folders fold_0, fold_1, … as nnU-Net leaves it. "
                    + $"Copy it there."
            );
        return Parse(path, File.ReadAllText(path));
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="path">Stands for the file in messages.</param>
    /// <param name="text">The JSON.</param>
    /// <exception cref="ArgumentException">It is no plans.</exception>
    public static PlansFile Parse(string path, string text)
    {
        var root = JsonText.Read(path, text);
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("configurations", out var all) || all.ValueKind != JsonValueKind.Object)
            throw new ArgumentException($"{path} has no 'configurations'; expected the plans of nnU-Net v2.");
        return new(path, root);
    }

    /// <summary>Whether images were turned to face right, front and head before anything else, by the reader that the plans name.</summary>
    public bool Reorients =>
        _root.TryGetProperty("image_reader_writer", out var reader)
        && reader.GetString() is { } name
        && name.EndsWith("WithReorient", StringComparison.Ordinal);

    /// <summary>The names of its configurations, in its order.</summary>
    public IReadOnlyList<string> Configurations => [.. _root.GetProperty("configurations").EnumerateObject().Select(entry => entry.Name)];

    /// <summary>The axis of the file that becomes each axis of what the network sees.</summary>
    public IReadOnlyList<int> Forward => Transposition("transpose_forward");

    /// <summary>The way back.</summary>
    public IReadOnlyList<int> Backward => Transposition("transpose_backward");

    /// <summary>One of its configurations, with what it takes over from others.</summary>
    /// <exception cref="ArgumentException">There is no such one, it inherits from itself, or it is not as expected.</exception>
    public ConfigurationPlan Configuration(string name) => new($"{_path}, configuration {name}", name, Resolved(name, []), Intensities);

    // Fields of the nearest win; a dictionary is replaced whole.
    private Dictionary<string, JsonElement> Resolved(string name, List<string> seen)
    {
        if (seen.Contains(name))
            throw new ArgumentException($"{_path}: {string.Join(" inherits from ", [.. seen, name])}; expected a chain that ends.");
        if (!_root.GetProperty("configurations").TryGetProperty(name, out var own))
            throw new ArgumentException(
                $"{_path} has no configuration '{name}'{(seen.Count > 0 ? $", which {seen[^1]} inherits from" : "")}; it has "
                    + $"{string.Join(", ", Configurations)}."
            );
        var fields =
            own.TryGetProperty(Parent, out var parent) && parent.GetString() is { } inherited
                ? Resolved(inherited, [.. seen, name])
                : new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var field in own.EnumerateObject().Where(field => field.Name != Parent))
            fields[field.Name] = field.Value;
        return fields;
    }

    /// <summary>The foreground's intensities of each channel, by its number as text; very old plans call the channels modalities.</summary>
    private JsonElement? Intensities =>
        _root.TryGetProperty("foreground_intensity_properties_per_channel", out var found) ? found
        : _root.TryGetProperty("foreground_intensity_properties_by_modality", out found) ? found
        : null;

    private int[] Transposition(string field)
    {
        if (!_root.TryGetProperty(field, out var found))
            return [0, 1, 2];
        int[] axes = [.. found.EnumerateArray().Select(axis => axis.GetInt32())];
        return axes.Order().SequenceEqual([0, 1, 2])
            ? axes
            : throw new ArgumentException($"{_path}: {field} is [{string.Join(", ", axes)}]; expected the axes 0, 1 and 2 in some order.");
    }
}

/// <summary>JSON as Python writes it.</summary>
internal static partial class JsonText
{
    /// <summary>Parses a text; what is no number (NaN, Infinity), which JSON has no word for, becomes null.</summary>
    /// <exception cref="ArgumentException">It is no JSON.</exception>
    public static JsonElement Read(string path, string text)
    {
        try
        {
            using var document = JsonDocument.Parse(NoNumber().Replace(text, "$1null"));
            return document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"{path} is no JSON: {e.Message} Copy it again from where the network was trained.", e);
        }
    }

    [GeneratedRegex(@"([:\[,]\s*)-?(?:NaN|Infinity)(?=\s*[,\]}])")]
    private static partial Regex NoNumber();
}
