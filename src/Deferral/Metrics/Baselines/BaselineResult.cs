using DeferredSeg.Deferral.Metrics.Budgets;

namespace DeferredSeg.Deferral.Metrics.Baselines;

/// <summary>What a baseline reached on one image.</summary>
/// <param name="Baseline">
/// Its name: random, entropy, max-probability, oracle; model, expert 1 to expert J, majority, unanimous, combination, oracle-routing.
/// </param>
/// <param name="Point">The counts of the image, the pixels that went to experts and their cost.</param>
public sealed record BaselineResult(string Baseline, BudgetPoint Point);
