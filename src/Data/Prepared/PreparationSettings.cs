using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Data.Prepared;

/// <summary>How images become a network's input.</summary>
/// <param name="Size">
/// Rows and columns, or one number for both; by default the network's fixed size, else the image's own, rounded to what the network takes.
/// </param>
/// <param name="Intensity">
/// none, unit, minMaxImage, minMaxVolume, zScore, zScoreVolume, ctSoft, ctLits, window or backbone (as the network's publication prepares images,
/// where its plugin offers that); by default unit for pictures of whole-numbered samples, minMaxVolume for volumes, none for other arrays.
/// </param>
/// <param name="Window">For the intensity window: the values that become 0 and 1, two numbers.</param>
/// <param name="CropToFieldOfView">Whether images are cropped to the rectangle around their field of view, where they have one.</param>
/// <param name="Resize">
/// How images are resized: bilinear, bicubic, box or nearest; by default bilinear. Not together with the intensity backbone, which resizes too. Masks take
/// the nearest pixel.
/// </param>
/// <param name="NotFinite">What becomes of values that are no numbers: refuse, minimum or zero.</param>
public sealed record PreparationSettings(
    [OptionRange(1, 16384)] IReadOnlyList<int>? Size = null,
    IntensityRule? Intensity = null,
    IReadOnlyList<double>? Window = null,
    bool CropToFieldOfView = false,
    ResizeMethod? Resize = null,
    NotFiniteRule NotFinite = NotFiniteRule.Refuse
) : IOptionChecks
{
    /// <summary>The same, with the method of resizing written out where the host resizes: settings that prepare alike are then equal.</summary>
    public PreparationSettings WithDefaults() => Intensity == IntensityRule.Backbone ? this : this with { Resize = Resize ?? ResizeMethod.Bilinear };

    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (Size is { Count: > 2 } size)
            yield return $"size has {size.Count} numbers; expected one, or rows and columns.";
        if (Intensity == IntensityRule.Window && Window is not { Count: 2 })
            yield return "intensity is window and window has not two numbers; expected the values that become 0 and 1, such as [-160, 240].";
        if (Intensity != IntensityRule.Window && Window is { Count: > 0 })
            yield return "window is given and intensity is not window; expected both.";
        if (Intensity == IntensityRule.Backbone && Resize is { } resize)
            yield return $"resize is {resize.ToString().ToLowerInvariant()} and intensity is backbone, "
                + "which resizes as the network's publication does; leave resize out, or choose another intensity.";
        if (Window is [var low, var high] && !(low < high))
            yield return FormattableString.Invariant($"window is {low} to {high}; expected the lower value first.");
    }
}

/// <summary>How intensities become a network's input.</summary>
public enum IntensityRule
{
    /// <summary>As the file has them.</summary>
    None,

    /// <summary>0 to full brightness (255 or 65535) becomes 0 to 1.</summary>
    Unit,

    /// <summary>The least and the largest value of the image become 0 and 1; MedSAM's scripts do so for MRI slices. A constant image becomes 0.</summary>
    MinMaxImage,

    /// <summary>The least and the largest value of the whole volume become 0 and 1 (Sec. 5.2.1, MRI); of the image where it is no slice.</summary>
    MinMaxVolume,

    /// <summary>Zero mean and unit variance over the image, each channel by itself. A constant channel becomes 0.</summary>
    ZScore,

    /// <summary>Zero mean and unit variance over the whole volume; over the image where it is no slice.</summary>
    ZScoreVolume,

    /// <summary>Clipped to -250 to 250 Hounsfield units, then 0 to 1 (Sec. 5.2.1; App. B for all CT sets but LiTS).</summary>
    CtSoft,

    /// <summary>Clipped to -200 to 250 Hounsfield units, then zero mean and unit variance over the volume (App. B, LiTS, against Sec. 5.2.1).</summary>
    CtLits,

    /// <summary>Clipped to the option window, then 0 to 1.</summary>
    Window,

    /// <summary>
    /// The backbone prepares the cropped image itself, resizing among it, as its publication does
    /// (<see cref="DeferredSeg.Abstractions.Backbones.IImagePreprocessing"/>). What people are shown is stretched as by <see cref="MinMaxImage"/> where
    /// nothing says what full brightness is.
    /// </summary>
    Backbone,
}

/// <summary>How images are resized. Masks always take the nearest pixel.</summary>
public enum ResizeMethod
{
    /// <summary>A triangle, antialiased when shrinking; see <see cref="ResizeFilter.Bilinear"/>.</summary>
    Bilinear,

    /// <summary>Keys' cubic, antialiased when shrinking.</summary>
    Bicubic,

    /// <summary>The mean of what a pixel covers.</summary>
    Box,

    /// <summary>The pixel beneath the centre.</summary>
    Nearest,
}

/// <summary>What becomes of values that are no numbers.</summary>
public enum NotFiniteRule
{
    /// <summary>The case is refused; the message says how many and where.</summary>
    Refuse,

    /// <summary>They become the least finite value of the image.</summary>
    Minimum,

    /// <summary>They become 0, before anything else.</summary>
    Zero,
}
