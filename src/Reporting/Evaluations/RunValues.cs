using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Reporting.Results;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>A number of every case of a run, put together: over seeds a mean and its spread, over patients an interval.</summary>
/// <remarks>
/// A seed's value is the mean over its cases; mean ± deviation is that of the seeds' values. The interval is the bootstrap's over patients, of
/// each case's mean over seeds. A case that is tested under several variants counts once for each, and its patient is drawn as one. NaN is left out.
/// </remarks>
public static class RunValues
{
    /// <summary>Summarises a number.</summary>
    /// <param name="run">The run.</param>
    /// <param name="value">The number of a case; NaN where it is not defined.</param>
    /// <param name="options">How intervals are made; null for none.</param>
    public static Measurement Of(RunEvaluation run, Func<CaseEvaluation, double> value, BootstrapOptions? options = null)
    {
        var seeds = SampleSummary.Of([.. run.Cases.GroupBy(one => one.Seed).OrderBy(group => group.Key).Select(group => Mean(group.Select(value)))]);
        if (options is null)
            return new(seeds);
        var cases = ByCase(run, value);
        return new(seeds, PatientBootstrap.Mean([.. cases.Select(one => one.Value)], [.. cases.Select(one => one.Patient)], options));
    }

    /// <summary>The difference of two numbers over the same cases, first minus second.</summary>
    /// <param name="first">A run.</param>
    /// <param name="firstValue">Its number.</param>
    /// <param name="second">The same or another run; cases that one of them lacks are left out.</param>
    /// <param name="secondValue">Its number.</param>
    /// <param name="options">How the interval is made.</param>
    public static Measurement Difference(
        RunEvaluation first,
        Func<CaseEvaluation, double> firstValue,
        RunEvaluation second,
        Func<CaseEvaluation, double> secondValue,
        BootstrapOptions options
    )
    {
        var others = ByCase(second, secondValue).ToDictionary(one => (one.Variant, one.Case), one => one.Value);
        var pairs = ByCase(first, firstValue).Where(one => others.ContainsKey((one.Variant, one.Case))).ToList();
        double[] left = [.. pairs.Select(one => one.Value)];
        double[] right = [.. pairs.Select(one => others[(one.Variant, one.Case)])];
        var bySeed = second.Cases.GroupBy(one => one.Seed).ToDictionary(group => group.Key, group => Mean(group.Select(secondValue)));
        var seeds = first
            .Cases.GroupBy(one => one.Seed)
            .OrderBy(group => group.Key)
            .Where(group => bySeed.ContainsKey(group.Key))
            .Select(group => Mean(group.Select(firstValue)) - bySeed[group.Key]);
        return new(SampleSummary.Of([.. seeds]), PatientBootstrap.Difference(left, right, [.. pairs.Select(one => one.Patient)], options));
    }

    /// <summary>The dice of a policy, meaned over classes; NaN where the policy was not measured.</summary>
    public static Func<CaseEvaluation, double> Dice(PolicyKey policy, EmptyMasks convention = EmptyMasks.Agree) =>
        Rate(policy, rates => rates.Dice, convention);

    /// <summary>A rate of a policy, meaned over classes; NaN where the policy was not measured.</summary>
    public static Func<CaseEvaluation, double> Rate(PolicyKey policy, Func<OverlapRates, double> rate, EmptyMasks convention = EmptyMasks.Agree) =>
        one => one.Find(policy) is { } found ? rate(found.Rates(convention)) : double.NaN;

    /// <summary>What a policy is called when nothing is routed: the model alone is the system.</summary>
    public static PolicyKey System(RunEvaluation run) => run.Routes ? PolicyKey.System : PolicyKey.Model;

    /// <summary>The mean of what is defined.</summary>
    public static double Mean(IEnumerable<double> values) => values.Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Average();

    private static List<(string Variant, string Case, string Patient, double Value)> ByCase(RunEvaluation run, Func<CaseEvaluation, double> value) =>
        [
            .. run
                .Cases.GroupBy(one => (one.Variant, one.Case))
                .Select(group => (group.Key.Variant, group.Key.Case, group.First().Patient, Mean(group.Select(value)))),
        ];
}
