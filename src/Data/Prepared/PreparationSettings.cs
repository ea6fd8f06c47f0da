using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Data.Prepared;

/// <summary>How images become a network's input.</summary>
/// <param name="Size">Rows and columns, or one number for both; by default the network's fixed size, else the image's own, rounded to what the network takes.</param>
/// <param name="Intensity">none, unit, minMaxImage, minMaxVolume, zScore, zScoreVolume, ctSoft, ctLits, window or backbone (as the network's publication prepares images, where its plugin offers that); by default unit for pictures of whole-numbered samples, minMaxVolume for volumes, none for other arrays.</param>
/// <param name="Window">For the intensity window: the values that become 0 and 1, two numbers.</param>
/// <param name="CropToFieldOfView">Whether images are cropped to the rectangle around their field of view, where they have one.</param>
/// <param name="Resize">How images are resized: bilinear, bicubic, box or nearest; by default bilinear. Not beside the intensity backbone, which resizes too. Masks take the nearest pixel.</param>
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
            yield return $"resize is {resize.ToString().ToLowerInvariant()} and intensity is backbone, which resizes as the network's publication does; leave resize out, or choose another intensity.";
        if (Window is [var low, var high] && !(low < high))
            yield return FormattableString.Invariant($"window is {low} to {high}; expected the lower value first.");
    }
}
