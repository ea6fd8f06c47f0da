using DeferredSeg.Abstractions.Randomness;

namespace Experts.Synthetic;

/// <summary>
/// Errors that are independent from pixel to pixel (Section 5.2.2): a pixel is right where its random number is below the accuracy of its region.
/// </summary>
internal static class PixelErrors
{
    /// <summary>Makes pixels wrong. A wrong pixel gets one of the other labels, all equally likely; with two labels it is the other one.</summary>
    /// <param name="drawn">What a right pixel shows; it is changed.</param>
    /// <param name="partition">The region of every pixel.</param>
    /// <param name="accuracy">The accuracies.</param>
    /// <param name="random">Number i decides over pixel i.</param>
    /// <param name="uniforms">Numbers that take its place, one for each pixel; empty for none.</param>
    public static void Apply(LabelledMask drawn, ReadOnlySpan<byte> partition, RegionAccuracy accuracy, StableRandom random, ReadOnlySpan<double> uniforms)
    {
        ReadOnlySpan<double> probabilities = ByRegion(accuracy);
        var labels = drawn.Labels;
        for (var i = 0; i < labels.Length; i++)
        {
            var uniform = uniforms.IsEmpty ? random.Uniform(i) : uniforms[i];
            var probability = probabilities[partition[i]];
            if (!(uniform < probability))
                labels[i] = Other(labels[i], drawn.Classes, (uniform - probability) / (1 - probability));
        }
    }

    /// <summary>The probability that a pixel is right, for every pixel.</summary>
    public static void Probabilities(ReadOnlySpan<byte> partition, RegionAccuracy accuracy, Span<double> probabilities)
    {
        ReadOnlySpan<double> regions = ByRegion(accuracy);
        for (var i = 0; i < partition.Length; i++)
            probabilities[i] = regions[partition[i]];
    }

    // Given that a number is not below the accuracy, how far it is above is uniform again, from 0 to 1: it chooses among the other labels.
    private static int Other(int label, int classes, double above)
    {
        var chosen = Math.Min((int)(above * (classes - 1)), classes - 2);
        return chosen < label ? chosen : chosen + 1;
    }

    private static double[] ByRegion(RegionAccuracy accuracy)
    {
        var probabilities = new double[3];
        probabilities[RegionPartition.Background] = accuracy.Background;
        probabilities[RegionPartition.Boundary] = accuracy.Boundary;
        probabilities[RegionPartition.Foreground] = accuracy.Foreground;
        return probabilities;
    }
}

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
