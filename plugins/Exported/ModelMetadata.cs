using System.IO.Compression;
using System.Text.Json;

namespace Exported;

/// <summary>
/// What a MONAI bundle says of its network (https://docs.monai.io/en/stable/mb_specification.html): <c>network_data_format</c> of metadata.json, which
/// lies in the archive of model.ts, next to the model, or in the bundle's folder configs.
/// </summary>
/// <param name="Channels">Channels of the image; null where it does not say.</param>
/// <param name="Range">The two ends of the image's values; null where it does not say.</param>
/// <param name="Sizes">The size of the image or of a patch, where it is whole numbers; else null.</param>
/// <param name="Classes">The names of the output's channels, in order; null where it does not say.</param>
/// <param name="Transforms">What the bundle's inference.json does to images first, by name; empty where it is not there.</param>
internal sealed record ModelMetadata(
    int? Channels,
    IReadOnlyList<double>? Range,
    IReadOnlyList<int>? Sizes,
    IReadOnlyList<string>? Classes,
    IReadOnlyList<string> Transforms
)
{
    private const string Name = "metadata.json";
    private const string Inference = "inference.json";

    /// <summary>Nothing is known.</summary>
    public static ModelMetadata None { get; } = new(null, null, null, null, []);

    /// <summary>Looks for what belongs to a model file.</summary>
    /// <exception cref="ArgumentException">There is a metadata.json, and it cannot be read.</exception>
    public static ModelMetadata Of(string model)
    {
        var folder = Path.GetDirectoryName(model)!;
        var configs = Path.Combine(folder, "..", "configs");
        var (place, text) = InArchive(model, Name) is { } inside
            ? ($"{model}, extra/{Name}", inside)
            : ((string[])[Path.Combine(folder, Name), Path.Combine(configs, Name)])
                .Where(File.Exists)
                .Select(file => (file, File.ReadAllText(file)))
                .FirstOrDefault();
        if (text is null)
            return None;
        var steps =
            InArchive(model, Inference)
            ?? ((string[])[Path.Combine(folder, Inference), Path.Combine(configs, Inference)]).Where(File.Exists).Select(File.ReadAllText).FirstOrDefault();
        try
        {
            return Read(text) with { Transforms = steps is null ? [] : Steps(steps) };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new ArgumentException($"{place} is no metadata of a MONAI bundle: {e.Message} Mend it, or take it away and give the options.", e);
        }
    }

    private static ModelMetadata Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        if (!document.RootElement.TryGetProperty("network_data_format", out var format))
            return None;
        var (input, output) = (First(format, "inputs"), First(format, "outputs"));
        return None with
        {
            Channels = input is { } image && image.TryGetProperty("num_channels", out var channels) ? channels.GetInt32() : null,
            Range =
                input is { } ranged && ranged.TryGetProperty("value_range", out var range) && range.GetArrayLength() == 2
                    ? [.. range.EnumerateArray().Select(value => value.GetDouble())]
                    : null,
            Sizes =
                input is { } sized
                && sized.TryGetProperty("spatial_shape", out var shape)
                && shape.EnumerateArray().All(size => size.ValueKind == JsonValueKind.Number)
                    ? [.. shape.EnumerateArray().Select(size => size.GetInt32())]
                    : null,
            Classes =
                output is { } named && named.TryGetProperty("channel_def", out var names)
                    ? [.. names.EnumerateObject().OrderBy(one => int.Parse(one.Name)).Select(one => one.Value.GetString() ?? "")]
                    : null,
        };
    }

    private static JsonElement? First(JsonElement format, string name) =>
        format.TryGetProperty(name, out var group) && group.ValueKind == JsonValueKind.Object
            ? group.EnumerateObject().Select(one => (JsonElement?)one.Value).FirstOrDefault()
            : null;

    /// <summary>The names of the preprocessing's transforms: the last part of each <c>_target_</c>.</summary>
    private static List<string> Steps(string text)
    {
        using var document = JsonDocument.Parse(text);
        if (!document.RootElement.TryGetProperty("preprocessing", out var preprocessing) || preprocessing.ValueKind != JsonValueKind.Object)
            return [];
        return preprocessing.TryGetProperty("transforms", out var transforms) && transforms.ValueKind == JsonValueKind.Array
            ?
            [
                .. transforms
                    .EnumerateArray()
                    .Where(one => one.ValueKind == JsonValueKind.Object && one.TryGetProperty("_target_", out _))
                    .Select(one => one.GetProperty("_target_").GetString()!.Split('.')[^1]),
            ]
            : [];
    }

    private static string? InArchive(string model, string name)
    {
        try
        {
            using var archive = ZipFile.OpenRead(model);
            if (archive.Entries.FirstOrDefault(entry => entry.FullName.EndsWith("/extra/" + name, StringComparison.Ordinal)) is not { } entry)
                return null;
            using var reader = new StreamReader(entry.Open());
            return reader.ReadToEnd();
        }
        catch (InvalidDataException)
        {
            // No archive: ONNX is none.
            return null;
        }
    }
}
