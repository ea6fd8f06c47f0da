using DeferredSeg.Abstractions.Options;
using DeferredSeg.Data;
using DeferredSeg.Engine.Evaluation;

namespace DeferredSeg.Host.Configuration.Settings;

/// <summary>What is measured of trained networks.</summary>
/// <param name="Part">Whose cases: test, validation or train.</param>
/// <param name="Grid">network: at the size that the network sees; native: at the dataset's own, to which probabilities are brought back.</param>
/// <param name="Budgets">Shares of each image's pixels, 0 to 1, at which routing is compared with orders that need no router.</param>
/// <param name="Seed">The seed with which experts are asked, the same for every trained network, so that runs can be paired.</param>
/// <param name="Resamples">How often patients are drawn anew for an interval.</param>
/// <param name="Panels">How many of the best cases the report shows, and as many of the worst.</param>
public sealed record EvaluationSettings(
    SplitPart Part = SplitPart.Test,
    EvaluationGrid Grid = EvaluationGrid.Network,
    [OptionRange(0, 1)] IReadOnlyList<double>? Budgets = null,
    long Seed = 0,
    [OptionRange(100, 1000000)] int Resamples = 2000,
    [OptionRange(0, 100)] int Panels = 3
);
