using System.Globalization;
using System.Text.Json.Serialization;
using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Host.Commands.Metrics;

/// <summary>A predicted and a true mask. Planes of several classes are measured one by one.</summary>
internal static class PairMetrics
{
    /// <summary>By name: 'overlap', and the distances at each spacing.</summary>
    public static IEnumerable<(string Name, Dictionary<string, object> Numbers)> Of(MeasuredArrays arrays, MetricsSettings settings)
    {
        var truth = arrays.Mask("truth", out var shape);
        var prediction = arrays.Mask("pred", shape);
        if (shape.Length is not (2 or 3) || truth.Length == 0)
            throw new DataException(
                $"{arrays.Inputs.FileOf(arrays.Prefix + "truth")}: '{arrays.Prefix}truth' is [{string.Join(", ", shape)}]; "
                    + "expected [H, W], or [K, H, W] with a plane for each class."
            );
        var (height, width) = ((int)shape[^2], (int)shape[^1]);
        var planes = shape.Length == 2 ? 1 : (int)shape[0];
        for (var plane = 0; plane < planes; plane++)
        {
            var at = plane * height * width;
            byte[] predicted = prediction[at..(at + height * width)],
                present = truth[at..(at + height * width)];
            var numbers = new Dictionary<string, object> { ["overlap"] = OverlapNumbers.Of(Overlap.Between(predicted, present), settings.Empty) };
            foreach (var spacing in settings.Spacings)
                numbers[SurfaceNumbers.Name(spacing)] = SurfaceNumbers.Of(predicted, present, height, width, spacing);
            yield return (planes == 1 ? arrays.Name : FormattableString.Invariant($"{arrays.Name}[{plane}]"), numbers);
        }
    }
}

/// <summary>An overlap's counts, and its rates under two conventions for 0/0.</summary>
internal sealed record OverlapNumbers(
    [property: JsonPropertyName("TP")] long TruePositives,
    [property: JsonPropertyName("FP")] long FalsePositives,
    [property: JsonPropertyName("FN")] long FalseNegatives,
    [property: JsonPropertyName("TN")] long TrueNegatives,
    [property: JsonPropertyName("strict_null_when_undefined")] RateNumbers Strict,
    [property: JsonPropertyName("with_convention")] RateNumbers ByConvention
)
{
    public static OverlapNumbers Of(Overlap overlap, EmptyMasks convention) =>
        new(
            overlap.TruePositives,
            overlap.FalsePositives,
            overlap.FalseNegatives,
            overlap.TrueNegatives,
            RateNumbers.Of(overlap.Rates(EmptyMasks.Undefined)),
            RateNumbers.Of(overlap.Rates(convention))
        );
}

/// <summary>The rates of an overlap, 0 to 1; null where undefined.</summary>
internal sealed record RateNumbers(double? Dice, double? Jaccard, double? Sensitivity, double? Specificity, double? Precision, double? Accuracy)
{
    public static RateNumbers Of(OverlapRates rates) =>
        new(
            JsonNumber.Of(rates.Dice),
            JsonNumber.Of(rates.Jaccard),
            JsonNumber.Of(rates.Sensitivity),
            JsonNumber.Of(rates.Specificity),
            JsonNumber.Of(rates.Precision),
            JsonNumber.Of(rates.Accuracy)
        );
}

/// <summary>The distances of two surfaces, in the unit of the spacing; null where one mask alone is empty.</summary>
internal sealed record SurfaceNumbers(
    string Case,
    [property: JsonPropertyName("n_surface_pred")] int SurfaceOfPrediction,
    [property: JsonPropertyName("n_surface_truth")] int SurfaceOfTruth,
    [property: JsonPropertyName("hd95_max_directed")] double? Hausdorff95,
    [property: JsonPropertyName("hd95_pooled")] double? PooledHausdorff95,
    [property: JsonPropertyName("hd")] double? Hausdorff,
    [property: JsonPropertyName("assd_pooled")] double? Average,
    [property: JsonPropertyName("assd_mean_of_means")] double? MeanOfAverages,
    [property: JsonPropertyName("image_diagonal")] double ImageDiagonal
)
{
    /// <summary>The name under which a spacing's distances stand: surface_spacing_0p7_1p3.</summary>
    public static string Name(PixelSpacing spacing) =>
        string.Create(CultureInfo.InvariantCulture, $"surface_spacing_{spacing.Row}_{spacing.Column}").Replace('.', 'p');

    public static SurfaceNumbers Of(byte[] prediction, byte[] truth, int height, int width, PixelSpacing spacing)
    {
        var distance = SurfaceDistance.Between(prediction, truth, height, width, spacing);
        var (predicted, present) = (
            MaskSurface.Of(prediction, height, width).AsSpan().Count((byte)1),
            MaskSurface.Of(truth, height, width).AsSpan().Count((byte)1)
        );
        var which = (predicted == 0, present == 0) switch
        {
            (true, true) => "both_empty",
            (false, false) => "normal",
            _ => "one_empty",
        };
        return new(
            which,
            predicted,
            present,
            JsonNumber.Of(distance.Hausdorff95),
            JsonNumber.Of(distance.PooledHausdorff95),
            JsonNumber.Of(distance.Hausdorff),
            JsonNumber.Of(distance.Average),
            JsonNumber.Of(distance.MeanOfAverages),
            SurfaceDistance.ImageDiagonal(height, width, spacing)
        );
    }
}

/// <summary>JSON has no NaN: what is undefined is null.</summary>
internal static class JsonNumber
{
    public static double? Of(double value) => double.IsFinite(value) ? value : null;
}
