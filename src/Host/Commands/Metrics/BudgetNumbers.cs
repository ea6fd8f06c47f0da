using System.Text.Json.Serialization;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Deferral.Measures.Budgets;

namespace DeferredSeg.Host.Commands.Metrics;

/// <summary>What a baseline reaches: the deferred share, the system's rates, the cost and the risk per pixel.</summary>
internal sealed record BaselineNumbers(double Share, RateNumbers System, double Cost, double Risk)
{
    public static BaselineNumbers Of(PolicyResult result, EmptyMasks convention) =>
        new(result.Deferred, RateNumbers.Of(result.Rates(convention)), result.Cost, result.Risk);

    public static BaselineNumbers Of(BudgetPoint point, EmptyMasks convention) =>
        new(point.Share, RateNumbers.Of(point.System.Rates(convention)), point.Cost, point.Risk);
}

/// <summary>What a growing budget buys along one order of pixels.</summary>
/// <param name="Area">The area under each rate over the deferred share.</param>
/// <param name="CostArea">The area under the cost.</param>
/// <param name="Points">At the shares of <c>--budget</c>.</param>
internal sealed record BudgetNumbers(RateNumbers Area, [property: JsonPropertyName("cost_area")] double CostArea, IReadOnlyList<BaselineNumbers> Points)
{
    /// <summary>For deferral at random: what is to be expected at the same shares, in closed form; null for other orders.</summary>
    public IReadOnlyList<ExpectedNumbers>? Expected { get; init; }

    /// <summary>By order of pixels.</summary>
    public static IReadOnlyDictionary<string, BudgetNumbers> Of(RoutedGroup group, MetricsSettings settings)
    {
        var map = group.Maps[0];
        var target = settings.Target(map);
        return group.Orders.ToDictionary(
            PolicyKey.Of,
            order =>
            {
                double[] shares = [0, .. settings.Budgets, 1];
                var curve = BudgetCurve.Of(map.Truth.Span, map.Model.Span, target, group.Order(order, [target]), shares, settings.Empty);
                var points = curve.Points.Skip(1).SkipLast(1).ToList();
                return new BudgetNumbers(RateNumbers.Of(curve.Area), curve.CostArea, [.. points.Select(point => BaselineNumbers.Of(point, settings.Empty))])
                {
                    Expected =
                        order == PixelOrder.Random
                            ?
                            [
                                .. points.Select(point =>
                                    ExpectedNumbers.Of(RandomDeferral.Expected(curve.Points[0], curve.Points[^1], checked((int)point.Deferred), settings.Empty))
                                ),
                            ]
                            : null,
                };
            }
        );
    }
}

/// <summary>What deferral at random is expected to give, in closed form.</summary>
internal sealed record ExpectedNumbers(double Share, double? Accuracy, double? Sensitivity, double? Specificity, double Cost)
{
    public static ExpectedNumbers Of(RandomDeferral expected) =>
        new(expected.Share, JsonNumber.Of(expected.Accuracy), JsonNumber.Of(expected.Sensitivity), JsonNumber.Of(expected.Specificity), expected.Cost);
}
