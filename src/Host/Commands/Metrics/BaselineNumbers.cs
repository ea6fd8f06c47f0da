using DeferredSeg.Deferral.Metrics;
using DeferredSeg.Deferral.Metrics.Budgets;

namespace DeferredSeg.Host.Commands.Metrics;

/// <summary>What a baseline reaches: the deferred share, the system's rates (two empty masks agree), the cost and the risk per pixel.</summary>
internal sealed record BaselineNumbers(double Share, RateNumbers System, double Cost, double Risk)
{
    public static BaselineNumbers Of(BudgetPoint point) => new(point.Share, RateNumbers.Of(point.System.Rates(EmptyMasks.Agree)), point.Cost, point.Risk);
}
