using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Deferral.Routing.Policies;

namespace DeferredSeg.Deferral.Tests.Routing.Policies;

/// <summary>The definitions, one pixel at a time.</summary>
internal static class NaivePolicy
{
    /// <summary>The value of each channel less its cost; NaN for who is not there.</summary>
    public static double[] Values(double[] logits, RoutingParameterisation parameterisation, IReadOnlyList<bool>? available, IReadOnlyList<double>? costs)
    {
        var isThere = logits.Select((_, channel) => channel == 0 || (available?[channel - 1] ?? true)).ToArray();
        var total = logits.Where((_, channel) => isThere[channel]).Sum(Math.Exp);
        return
        [
            .. logits.Select(
                (logit, channel) =>
                    !isThere[channel]
                        ? double.NaN
                        : (
                            parameterisation switch
                            {
                                RoutingParameterisation.Softmax => Math.Exp(logit) / total,
                                RoutingParameterisation.OneVsAll => 1 / (1 + Math.Exp(-logit)),
                                _ => logit,
                            }
                        ) - (channel == 0 ? 0 : costs?[channel - 1] ?? 0)
            ),
        ];
    }

    public static (long Decision, double Margin, long Expert) Of(double[] values, double predictor, RouteBy by, TieRule ties)
    {
        var expert = 0;
        for (var channel = 1; channel < values.Length; channel++)
        {
            if (!double.IsNaN(values[channel]) && (expert == 0 || values[channel] > values[expert]))
                expert = channel;
        }
        if (expert == 0)
            return (0, double.NegativeInfinity, 0);
        var gained = values[expert] - values[0];
        var predicted = 2 / (1 + Math.Exp(-predictor)) - 1;
        var byLogits = gained > 0 || (gained == 0 && ties == TieRule.ToExpert);
        var byPredictor = predictor > 0 || (predictor == 0 && ties == TieRule.ToExpert);
        return by switch
        {
            RouteBy.Logits => (byLogits ? expert : 0, gained, expert),
            RouteBy.Predictor => (byPredictor ? expert : 0, predicted, expert),
            _ => (byLogits && byPredictor ? expert : 0, Math.Min(gained, predicted), expert),
        };
    }
}
