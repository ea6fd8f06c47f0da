using System.Globalization;
using System.Text.Json;
using Backbones.NnUnet.Preparation;

namespace Backbones.NnUnet.Plans;

/// <summary>One configuration of the plans, such as <c>3d_fullres</c>.</summary>
internal sealed class ConfigurationPlan
{
    private const string DefaultResampling = "resample_data_or_seg_to_shape";

    private readonly string _where;
    private readonly IReadOnlyDictionary<string, JsonElement> _fields;
    private readonly JsonElement? _intensities;

    /// <param name="where">Where it stands, for messages.</param>
    /// <param name="name">Its name.</param>
    /// <param name="fields">What it says and takes over.</param>
    /// <param name="intensities">The foreground's intensities of each channel.</param>
    public ConfigurationPlan(string where, string name, IReadOnlyDictionary<string, JsonElement> fields, JsonElement? intensities)
    {
        (_where, Name, _fields, _intensities) = (where, name, fields, intensities);
        Patch = [.. Get("patch_size").EnumerateArray().Select(size => (int)size.GetDouble())];
        if (Patch.Count is not (2 or 3) || Patch.Any(size => size < 1))
            throw new ArgumentException($"{where}: patch_size is [{string.Join(", ", Patch)}]; expected two or three sizes above 0.");
        Network = NetworkPlan.Read(where, fields, Patch.Count);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>A patch's sides; two for a network of slices.</summary>
    public IReadOnlyList<int> Patch { get; }

    /// <summary>The network.</summary>
    public NetworkPlan Network { get; }

    /// <summary>Millimetres between the voxels that the network sees, along each axis of the patch.</summary>
    public IReadOnlyList<double> Spacing => [.. Get("spacing").EnumerateArray().Select(value => value.GetDouble())];

    /// <summary>Whether dice is taken over a batch at once in training.</summary>
    public bool BatchDice => _fields.TryGetValue("batch_dice", out var found) && found.GetBoolean();

    /// <summary>The configuration whose answer the network takes as further channels; null where it takes none.</summary>
    public string? PreviousStage => _fields.TryGetValue("previous_stage", out var found) && found.ValueKind == JsonValueKind.String ? found.GetString() : null;

    /// <summary>How each channel's intensities are scaled.</summary>
    /// <param name="channels">How many channels images have.</param>
    /// <exception cref="ArgumentException">A scheme is unknown, there are not so many, or the intensities that one needs are missing.</exception>
    public IReadOnlyList<Normalisation> Normalisations(int channels)
    {
        string[] schemes = [.. Get("normalization_schemes").EnumerateArray().Select(scheme => scheme.GetString() ?? "")];
        bool[] masked = _fields.TryGetValue("use_mask_for_norm", out var found)
            ? [.. found.EnumerateArray().Select(one => one.GetBoolean())]
            : new bool[schemes.Length];
        if (schemes.Length != channels || masked.Length != channels)
            throw new ArgumentException(
                $"{_where} scales {schemes.Length} channels (normalization_schemes) and masks {masked.Length}, and dataset.json names {channels}; "
                    + $"expected one number. "
                    + "Take plans.json and dataset.json of one training."
            );
        return [.. schemes.Select((scheme, channel) => Normalisation.Named(scheme, masked[channel], Of(channel), $"{_where}, channel {channel}"))];
    }

    /// <summary>How images are brought to another grid.</summary>
    public ResamplingRule OfImages => Rule("resampling_fn_data", 3);

    /// <summary>How labels are.</summary>
    public ResamplingRule OfLabels => Rule("resampling_fn_seg", 1) with { IsLabels = true };

    /// <summary>How logits are brought back.</summary>
    public ResamplingRule OfLogits => Rule("resampling_fn_probabilities", 1);

    private IntensityProperties? Of(int channel) =>
        _intensities is { ValueKind: JsonValueKind.Object } all && all.TryGetProperty(channel.ToString(CultureInfo.InvariantCulture), out var one)
            ? new(Number(one, "mean"), Number(one, "std"), Number(one, "percentile_00_5"), Number(one, "percentile_99_5"))
            : null;

    private static double Number(JsonElement one, string name) =>
        one.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.Number ? found.GetDouble() : double.NaN;

    private ResamplingRule Rule(string field, int order)
    {
        if (_fields.TryGetValue(field, out var function) && function.GetString() is { } name && name != DefaultResampling)
            throw new ArgumentException($"{_where}: {field} is {name}; only {DefaultResampling}, which nnU-Net plans unless told otherwise, is known here.");
        if (!_fields.TryGetValue(field + "_kwargs", out var given) || given.ValueKind != JsonValueKind.Object)
            return new(order);
        int Whole(string key, int otherwise) => given.TryGetProperty(key, out var one) && one.ValueKind == JsonValueKind.Number ? one.GetInt32() : otherwise;
        bool? separate =
            given.TryGetProperty("force_separate_z", out var forced) && forced.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? forced.GetBoolean()
                : null;
        return new(Whole("order", order), Whole("order_z", 0)) { Separate = separate };
    }

    private JsonElement Get(string field) =>
        _fields.TryGetValue(field, out var found) ? found : throw new ArgumentException($"{_where} has no {field}; expected the plans of nnU-Net v2.");
}
