using System.Text.Json.Serialization;
using DeferredSeg.Deferral.Metrics.Routed;

namespace DeferredSeg.Host.Commands.Metrics;

/// <summary>The 0-1 deferral risk of Eq. 1 and its parts, per pixel.</summary>
internal sealed record RiskNumbers(
    double Total,
    [property: JsonPropertyName("model_error")] double ModelError,
    [property: JsonPropertyName("expert_error")] double ExpertError,
    double Cost
)
{
    public static RiskNumbers Of(DeferralRisk risk) => new(risk.Total, risk.ModelError, risk.ExpertError, risk.Cost);
}
