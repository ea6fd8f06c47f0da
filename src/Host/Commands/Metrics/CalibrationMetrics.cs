using System.Text.Json.Serialization;
using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Host.Commands.Metrics;

/// <summary>The calibration of foreground probabilities. Each bin is its count, its mean probability and its frequency; null where empty.</summary>
internal sealed record CalibrationMetrics(
    [property: JsonPropertyName("ece_confidence")] double EceConfidence,
    [property: JsonPropertyName("mce_confidence")] double MceConfidence,
    [property: JsonPropertyName("bins_confidence")] IReadOnlyList<IReadOnlyList<double?>> BinsConfidence,
    [property: JsonPropertyName("ece_foreground")] double EceForeground,
    [property: JsonPropertyName("mce_foreground")] double MceForeground,
    [property: JsonPropertyName("bins_foreground")] IReadOnlyList<IReadOnlyList<double?>> BinsForeground,
    double Brier,
    double Nll
)
{
    /// <summary>The same after the probabilities were corrected by what held-out pixels say; null without <c>--fit</c>.</summary>
    public CalibrationMetrics? Recalibrated { get; init; }

    public static CalibrationMetrics Of(MeasuredArrays arrays, MetricsSettings settings)
    {
        var truth = arrays.Mask("truth", out var shape);
        var probabilities = arrays.Numbers("prob", shape);
        var stated = Of(probabilities, truth, settings);
        return settings.Fitted?.Recalibration is { } recalibration
            ? stated with
            {
                Recalibrated = Of(recalibration.Apply(probabilities), truth, settings),
            }
            : stated;
    }

    private static CalibrationMetrics Of(double[] probabilities, byte[] truth, MetricsSettings settings)
    {
        var confidence = Calibration.OfConfidence(probabilities, truth, settings.Bins, settings.Fill);
        var foreground = Calibration.OfForeground(probabilities, truth, settings.Bins, settings.Fill);
        var score = ProbabilityScore.Of(probabilities, truth);
        return new(
            confidence.ExpectedError,
            confidence.MaximumError,
            Bins(confidence),
            foreground.ExpectedError,
            foreground.MaximumError,
            Bins(foreground),
            score.Brier,
            score.NegativeLogLikelihood
        );
    }

    private static IReadOnlyList<IReadOnlyList<double?>> Bins(Calibration calibration) =>
        [.. calibration.Bins.Select(bin => (IReadOnlyList<double?>)[bin.Count, JsonNumber.Of(bin.MeanConfidence), JsonNumber.Of(bin.Frequency)])];
}
