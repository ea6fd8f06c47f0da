using System.Globalization;
using System.Text.Json.Serialization;
using DeferredSeg.Deferral.Measures.Budgets;

namespace DeferredSeg.Host.Commands.Metrics;

/// <summary>What deferring more and more pixels does.</summary>
internal sealed record CurveMetrics(
    [property: JsonPropertyName("N")] int Pixels,
    [property: JsonPropertyName("area_system_accuracy_vs_deferral")] double Area,
    [property: JsonPropertyName("aurc_mean_selective_risk")] double SelectiveRisk,
    [property: JsonPropertyName("system_accuracy_at")] IReadOnlyDictionary<string, double> SystemAccuracyAt,
    [property: JsonPropertyName("selective_accuracy_at_coverage")] IReadOnlyDictionary<string, double> SelectiveAccuracyAt,
    [property: JsonPropertyName("area_random_deferral")] double RandomArea
)
{
    private static readonly double[] _shares = [0, 0.05, 0.1, 0.2, 0.25, 0.5, 0.75, 1];

    public static CurveMetrics Of(MeasuredArrays arrays)
    {
        var scores = arrays.Numbers("deferral_score");
        var curve = DeferralCurve.Of(scores, arrays.Mask("model_correct", out _), arrays.Mask("expert_correct", out _));
        return new(
            scores.Length,
            curve.Area,
            curve.SelectiveRisk,
            _shares.ToDictionary(Text, share => curve.SystemAccuracy[At(share, scores.Length)]),
            _shares
                .Where(share => At(share, scores.Length) < scores.Length)
                .ToDictionary(share => Text(1 - share), share => curve.SelectiveAccuracy[At(share, scores.Length)]),
            curve.RandomArea
        );
    }

    private static int At(double share, int pixels) => (int)Math.Round(share * pixels);

    private static string Text(double share) => share.ToString("0.00", CultureInfo.InvariantCulture);
}
