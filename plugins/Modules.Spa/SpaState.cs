using System.Runtime.InteropServices;
using System.Text.Json;
using DeferredSeg.Abstractions.Backbones;

namespace Modules.Spa;

/// <summary>A conversation as plain data.</summary>
/// <param name="Version">Of this form.</param>
/// <param name="Options">The options that the answers depend on.</param>
/// <param name="Seed">What random numbers follow from.</param>
/// <param name="Round">How often something was fed back.</param>
/// <param name="Clicks">All clicks, the first prompt's among them.</param>
/// <param name="Box">Left, top, right, bottom in input pixels; null where there is none.</param>
/// <param name="Chosen">The coarse mask that is the next prompt, as the bytes of float32 logits, little end first; null where there is none.</param>
/// <param name="Weights">The weights that the last choice asked for.</param>
/// <param name="Proposed">How many candidates were last asked for; null where none were in this round.</param>
internal sealed record SpaState(
    int Version,
    string Options,
    long Seed,
    int Round,
    IReadOnlyList<SessionClick> Clicks,
    float[]? Box,
    byte[]? Chosen,
    double[] Weights,
    int? Proposed
)
{
    /// <summary>The version that is written and read.</summary>
    public const int Current = 1;

    /// <summary>As JSON. It is written name by name: a serializer would keep the plugin's types, and with them the plugin, after it is unloaded.</summary>
    public byte[] Write()
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version", Version);
            writer.WriteString("options", Options);
            writer.WriteNumber("seed", Seed);
            writer.WriteNumber("round", Round);
            writer.WriteStartArray("clicks");
            foreach (var click in Clicks)
            {
                writer.WriteStartObject();
                writer.WriteNumber("x", click.X);
                writer.WriteNumber("y", click.Y);
                writer.WriteBoolean("inside", click.IsInside);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
            if (Box is { } box)
                WriteNumbers(writer, "box", box.Select(edge => (double)edge));
            if (Chosen is { } chosen)
                writer.WriteBase64String("chosen", chosen);
            WriteNumbers(writer, "weights", Weights);
            if (Proposed is { } proposed)
                writer.WriteNumber("proposed", proposed);
            writer.WriteEndObject();
        }
        return stream.ToArray();
    }

    /// <summary>Of JSON.</summary>
    /// <exception cref="ArgumentException">It is damaged, or of another version.</exception>
    public static SpaState Read(ReadOnlySpan<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json.ToArray());
            var root = document.RootElement;
            if (root.GetProperty("version").GetInt32() is var version and not Current)
                throw new ArgumentException($"The saved conversation is of version {version}; expected {Current}.", nameof(json));
            return new(
                Current,
                root.GetProperty("options").GetString()!,
                root.GetProperty("seed").GetInt64(),
                root.GetProperty("round").GetInt32(),
                [
                    .. root.GetProperty("clicks")
                        .EnumerateArray()
                        .Select(click => new SessionClick(
                            click.GetProperty("x").GetSingle(),
                            click.GetProperty("y").GetSingle(),
                            click.GetProperty("inside").GetBoolean()
                        )),
                ],
                root.TryGetProperty("box", out var box) ? [.. box.EnumerateArray().Select(edge => edge.GetSingle())] : null,
                root.TryGetProperty("chosen", out var chosen) ? chosen.GetBytesFromBase64() : null,
                [.. root.GetProperty("weights").EnumerateArray().Select(weight => weight.GetDouble())],
                root.TryGetProperty("proposed", out var proposed) ? proposed.GetInt32() : null
            );
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ArgumentException($"The saved conversation is damaged ({e.Message}); begin a new one.", nameof(json), e);
        }
    }

    private static void WriteNumbers(Utf8JsonWriter writer, string name, IEnumerable<double> numbers)
    {
        writer.WriteStartArray(name);
        foreach (var number in numbers)
            writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }

    /// <summary>The prompts of the next prediction, one row, in the caller's dispose scope.</summary>
    /// <param name="coarse">Rows and columns of the mask.</param>
    /// <param name="embedding">On its device they lie.</param>
    public PromptBatch Prompts((long Height, long Width) coarse, Embedding embedding)
    {
        var device = embedding[embedding.Names[0]].device;
        var prompts = PromptBatch.None;
        if (Box is { } box)
            prompts = prompts with { Boxes = tensor(box, [1, 4], device: device) };
        if (Clicks.Count > 0)
            prompts = prompts with
            {
                Points = tensor(Clicks.SelectMany(click => new[] { click.X, click.Y }).ToArray(), [1, Clicks.Count, 2], device: device),
                PointLabels = tensor(Clicks.Select(click => click.IsInside ? 1L : 0).ToArray(), [1, Clicks.Count], device: device),
            };
        if (Chosen is { } chosen)
            prompts = prompts with { Masks = tensor(MemoryMarshal.Cast<byte, float>(chosen).ToArray(), [1, 1, coarse.Height, coarse.Width], device: device) };
        return prompts;
    }

    /// <summary>The clicks of prompts; ignored points are none.</summary>
    public static IReadOnlyList<SessionClick> ClicksOf(PromptBatch prompts)
    {
        if (Floats(prompts.Points) is not { } places)
            return [];
        using var labels = prompts.PointLabels!.cpu().contiguous();
        return
        [
            .. labels
                .data<long>()
                .ToArray()
                .Select((label, i) => (label, i))
                .Where(point => point.label >= 0)
                .Select(point => new SessionClick(places[2 * point.i], places[2 * point.i + 1], point.label == 1)),
        ];
    }

    /// <summary>The numbers of a tensor; null of none.</summary>
    public static float[]? Floats(Tensor? values)
    {
        if (values is null)
            return null;
        using var plain = values.detach().cpu().contiguous();
        return plain.data<float>().ToArray();
    }

    /// <summary>A first mask prompt; it is of the coarse size.</summary>
    public static byte[]? Mask(Tensor? mask, (long Height, long Width) coarse)
    {
        if (mask is null)
            return null;
        if (mask.shape[2] != coarse.Height || mask.shape[3] != coarse.Width)
            throw new ArgumentException($"The mask prompt is {mask.shape[2]} by {mask.shape[3]}; expected {coarse.Height} by {coarse.Width}.");
        return Bytes(Floats(mask)!);
    }

    /// <summary>float32, little end first.</summary>
    public static byte[] Bytes(float[] values) => MemoryMarshal.AsBytes<float>(values).ToArray();
}
