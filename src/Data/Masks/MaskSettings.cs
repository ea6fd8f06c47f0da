using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Data.Masks;

/// <summary>What the values of mask files mean and where their pixels lie, wherever that is not certain.</summary>
/// <param name="Values">auto, labels, threshold or soft.</param>
/// <param name="Ignore">
/// The value of pixels that nobody judged, such as 255: in a reference they count as outside of the field of view, in a rater's mask as background
/// where a reference is made of it, and as no answer where the rater is an expert. By default there is none.
/// </param>
/// <param name="Place">How masks of volumes are laid onto their image: aligned, resample or voxels.</param>
public sealed record MaskSettings(MaskValues Values = MaskValues.Auto, [OptionRange(1, 65535)] int? Ignore = null, MaskPlace Place = MaskPlace.Aligned);

/// <summary>What the values of mask files are.</summary>
public enum MaskValues
{
    /// <summary>
    /// Labels, where that is certain: 0 and one other value, the listed labels, or a few whole numbers of which none is full brightness. What may be
    /// grey edges, an ignored 255 or probabilities is refused.
    /// </summary>
    Auto,

    /// <summary>Labels, whatever they are: every whole number from 0.</summary>
    Labels,

    /// <summary>Grey values, as JPEG or smooth resizing leave them: foreground from half the range of the file on.</summary>
    Threshold,

    /// <summary>Probabilities from 0 to 1, or to full brightness: foreground from one half on.</summary>
    Soft,
}

/// <summary>How masks of volumes are laid onto their image, by the affines in their headers.</summary>
public enum MaskPlace
{
    /// <summary>Both lie at the same place; axes that are stored mirrored or exchanged are laid as the image's. Everything else is refused.</summary>
    Aligned,

    /// <summary>
    /// A mask that lies otherwise is resampled: each voxel of the image takes the label of the mask's nearest. Outside of the mask is background.
    /// </summary>
    Resample,

    /// <summary>Headers do not count: voxel by voxel, both of one size.</summary>
    Voxels,
}

/// <summary>How messages name the options of <see cref="MaskSettings"/>: as a dataset's configuration has them, or as commands do.</summary>
/// <param name="Before">What stands before the name of an option.</param>
/// <param name="Between">What stands between an option and its value.</param>
/// <param name="Other">What a mask is laid onto.</param>
public sealed record MaskOptionNames(string Before, string Between, string Other)
{
    /// <summary>dataset:masks:values=threshold.</summary>
    public static MaskOptionNames OfDataset { get; } = new("dataset:masks:", "=", "its image");

    /// <summary>--values threshold.</summary>
    public static MaskOptionNames OfCommand { get; } = new("--", " ", "the volume that it is compared with");

    /// <summary>An option with a value.</summary>
    public string Of(string option, string value) => $"{Before}{option}{Between}{value}";
}
