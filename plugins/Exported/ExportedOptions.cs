using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;

namespace Exported;

/// <summary>What a model file does not say of itself. All that is left out is looked up in the file, or found out by running it once, and told.</summary>
/// <param name="InputChannels">Channels of the image.</param>
/// <param name="SpatialAxes">2 for images, 3 for volumes.</param>
/// <param name="Sizes">
/// The only size the model takes, the slowest axis first, such as [512, 512]; where the model itself has fixed sizes these are found.
/// </param>
/// <param name="SizeMultiple">What every side has to be a multiple of.</param>
/// <param name="OtherSizes">What becomes of images of another size than the only one: they are refused, resized, or cut into tiles.</param>
/// <param name="TileOverlap">The share of a tile's side that it has in common with the next.</param>
/// <param name="Range">
/// Two numbers: what a prepared image's 0 and 1 become before mean and deviation, such as [0, 255] or [-1, 1]. By default values stay as they are prepared.
/// </param>
/// <param name="Mean">What is subtracted from each channel, one number for all or one for each.</param>
/// <param name="Deviation">What each channel is divided by after that.</param>
/// <param name="Outputs">Whether the model gives logits or probabilities.</param>
/// <param name="ClassKind">multilabel: each class has a sigmoid of its own. exclusive: one softmax over all classes.</param>
/// <param name="Threshold">The probability from which a pixel is foreground, where that is not 0.5; not for classes that exclude each other.</param>
/// <param name="Logits">Which of several outputs is the segmentation: its name, or its place from 0.</param>
/// <param name="Features">Which output is the decoder's last map, by name or place; none for a black box.</param>
/// <param name="Trained">Whether training changes the model's parameters; TorchScript alone.</param>
public sealed record ExportedOptions(
    [OptionRange(1, 1024)] int? InputChannels = null,
    [OptionRange(2, 3)] int? SpatialAxes = null,
    [OptionRange(1, 65536)] IReadOnlyList<int>? Sizes = null,
    [OptionRange(1, 4096)] int? SizeMultiple = null,
    OtherSizes OtherSizes = OtherSizes.Refuse,
    [OptionRange(0, 0.9)] double TileOverlap = 0.5,
    IReadOnlyList<double>? Range = null,
    IReadOnlyList<double>? Mean = null,
    [OptionRange(1e-12, 1e12)] IReadOnlyList<double>? Deviation = null,
    OutputKind? Outputs = null,
    ClassKind? ClassKind = null,
    [OptionRange(1e-6, 1 - 1e-6)] double? Threshold = null,
    string? Logits = null,
    string? Features = null,
    bool Trained = false
) : IOptionChecks
{
    /// <summary>The word that says there are no features.</summary>
    internal const string None = "none";

    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (Range is { } range && (range.Count != 2 || range[0] == range[1]))
            yield return $"range is [{string.Join(", ", range)}]; expected two different numbers, such as [0, 255].";
        if (Sizes is { } sizes && sizes.Count is not (2 or 3))
            yield return $"sizes has {sizes.Count} numbers; expected one for each axis, 2 or 3.";
        if (Sizes is { } only && SpatialAxes is { } axes && only.Count != axes)
            yield return $"sizes has {only.Count} numbers and spatialAxes is {axes}; expected as many.";
    }
}

/// <summary>What becomes of images of another size than the only one that a model takes.</summary>
public enum OtherSizes
{
    /// <summary>They are refused; the dataset's preparation can resize them.</summary>
    Refuse,

    /// <summary>They are resized bilinearly, and the answer back.</summary>
    Resize,

    /// <summary>
    /// They are cut into overlapping tiles, whose answers are averaged with Gaussian weights (a deviation of an eighth of the side); smaller images are
    /// padded with their own edge.
    /// </summary>
    Tile,
}
