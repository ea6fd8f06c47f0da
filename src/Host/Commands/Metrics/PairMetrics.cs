using System.Text.Json.Serialization;
using DeferredSeg.Data.Masks;
using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Host.Commands.Metrics;

/// <summary>
/// A predicted and a true mask. Planes of several classes are measured one by one, and so are labels that are named; a volume is measured as a whole.
/// </summary>
internal static class PairMetrics
{
    /// <summary>By name: 'overlap', and the distances at each spacing.</summary>
    public static IEnumerable<(string Name, Dictionary<string, object> Numbers)> Of(MeasuredArrays arrays, MetricsSettings settings)
    {
        var merged = settings.Labels.Count == 0;
        var truth = arrays.Labels("truth", merged, out var shape);
        var prediction = arrays.Labels("pred", merged, shape);
        if (shape.Length is not (2 or 3) || truth.Length == 0)
            throw new DataException(
                $"{arrays.Inputs.FileOf(arrays.Prefix + "truth")}: '{arrays.Prefix}truth' is [{string.Join(", ", shape)}]; "
                    + "expected [H, W], [K, H, W] with a plane for each class, or a volume [Z, Y, X]."
            );
        var extent = MeasuredExtent.Of(arrays, shape, settings);
        for (var plane = 0; plane < extent.Planes; plane++)
        {
            var (at, end) = (plane * extent.Pixels, (plane + 1) * extent.Pixels);
            var name = extent.Planes == 1 ? arrays.Name : FormattableString.Invariant($"{arrays.Name}[{plane}]");
            if (merged)
                yield return (name, Measure(prediction[at..end], truth[at..end], label => label > 0, extent, settings));
            foreach (var wanted in settings.Labels)
                yield return (
                    FormattableString.Invariant($"{name}[label {wanted}]"),
                    Measure(prediction[at..end], truth[at..end], label => label == wanted, extent, settings)
                );
        }
    }

    private static Dictionary<string, object> Measure(int[] prediction, int[] truth, Func<int, bool> isIn, MeasuredExtent extent, MetricsSettings settings)
    {
        // What nobody judged is neither right nor wrong.
        byte[] predicted = [.. prediction.Zip(truth, (said, judged) => (byte)(judged != MaskMap.Ignored && isIn(said) ? 1 : 0))],
            present = Array.ConvertAll(truth, label => (byte)(isIn(label) ? 1 : 0));
        var overlap = Overlap.Between(predicted, present);
        var numbers = new Dictionary<string, object>
        {
            ["overlap"] = OverlapNumbers.Of(overlap with { TrueNegatives = overlap.TrueNegatives - truth.AsSpan().Count(MaskMap.Ignored) }, settings.Empty),
        };
        foreach (var (name, distances) in extent.Distances(predicted, present))
            numbers[name] = distances;
        return numbers;
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

/// <summary>JSON has no NaN: what is undefined is null.</summary>
internal static class JsonNumber
{
    public static double? Of(double value) => double.IsFinite(value) ? value : null;
}
