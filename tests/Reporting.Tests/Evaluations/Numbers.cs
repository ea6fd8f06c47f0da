using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Reporting.Evaluations;

namespace DeferredSeg.Reporting.Tests.Evaluations;

/// <summary>Measured cases made of a few pixels.</summary>
internal static class Numbers
{
    /// <summary>A case of ten pixels of which the model has some right; the expert has all right and gets the last pixels.</summary>
    public static CaseEvaluation Case(string name, string patient, long seed, byte[] truth, byte[] model, int deferred, string variant = "")
    {
        long[] decision = [.. Enumerable.Range(0, truth.Length).Select(pixel => pixel >= truth.Length - deferred ? 1L : 0)];
        var overlaps = RoutedOverlaps.Of<long>(truth, model, [truth], decision);
        var calibration = Calibration.OfForeground([.. model.Select(value => value * 0.8 + 0.1)], truth);
        var share = (double)deferred / truth.Length;
        return new(
            name,
            patient,
            variant,
            seed,
            truth.Length,
            [overlaps],
            [
                new(PolicyKey.Model, [overlaps.ModelAlone], 0, 0),
                new(new("expert", "reader"), [Overlap.Between(truth, truth)], 1, 0.1),
                new(PolicyKey.System, [overlaps.System], share, 0.1 * share),
                new(new("entropy", "reader", BudgetMatch.Coverage), [overlaps.ModelAlone], share, 0.1 * share),
                new(new("random", "reader", BudgetMatch.Coverage), [overlaps.ModelAlone], share, 0.1 * share),
                new(new("entropy", "reader", BudgetMatch.Cost), [overlaps.ModelAlone], share, 0.1 * share),
                new(PolicyKey.At(0.2), [overlaps.System], 0.2, 0.02),
                new(new("entropy", "reader", BudgetMatch.Coverage, 0.2), [overlaps.ModelAlone], 0.2, 0.02),
                new(new("random", "reader", BudgetMatch.Coverage, 0.2), [overlaps.ModelAlone], 0.2, 0.02),
                new(new("entropy", "reader", BudgetMatch.Cost, 0.2), [overlaps.ModelAlone], 0.2, 0.02),
            ],
            [new("model", 1 - share / 2, 1 - share, 0.7, calibration), new("reader", share / 2, share, 1, calibration)],
            0.3,
            calibration,
            new(0.1, 0.2)
        );
    }

    /// <summary>A case of which policies reach a dice of so many per cent, in every class alike; the system asks about a share of its pixels.</summary>
    public static CaseEvaluation Reaching(string name, long seed, double deferred, int classes, params (PolicyKey Policy, int Dice)[] reached)
    {
        var one = Case(name, name, seed, [1, 0], [1, 0], 0) with
        {
            Policies =
            [
                .. reached.Select(policy => new PolicyResult(
                    policy.Policy,
                    [.. Enumerable.Repeat(new Overlap(policy.Dice, 100 - policy.Dice, 100 - policy.Dice, 1000), classes)],
                    policy.Policy == PolicyKey.Model ? 0
                        : policy.Policy.Order is "expert" or "majority" ? 1
                        : deferred,
                    0
                )),
            ],
        };
        return one;
    }

    public static RunEvaluation Run(string method, params CaseEvaluation[] cases) => new(method, [], "phantom", "test", ["reader"], [0.1], null, cases);
}
