using Experts.Synthetic.Options;

namespace Experts.Synthetic.Settings;

/// <summary>The probabilities that a pixel is right, by region; each 0 to 1.</summary>
/// <param name="Foreground">In the foreground.</param>
/// <param name="Background">In the background, without the boundary.</param>
/// <param name="Boundary">In the boundary.</param>
internal sealed record RegionAccuracy(double Foreground, double Background, double Boundary)
{
    /// <summary>The accuracies from numbers as the paper's tables give them.</summary>
    public static RegionAccuracy Of(double foreground, double background, double boundary, BoundaryMeaning means) =>
        new(foreground, background, means == BoundaryMeaning.Absolute ? boundary : Math.Clamp(background + boundary, 0, 1));

    /// <summary>The accuracies that checked options name; null where they describe correlated errors alone.</summary>
    public static RegionAccuracy? Of(SyntheticOptions options)
    {
        if (options is { Foreground: { } foreground, Background: { } background, Boundary: { } boundary, BoundaryMeans: { } means })
            return Of(foreground, background, boundary, means);
        return options.Setting is null && options.IsCorrelated ? null : PaperSettings.Find(options.Setting ?? PaperSettings.OneExpert);
    }
}
