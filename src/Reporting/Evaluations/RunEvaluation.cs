using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Reporting.Tables;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>A run, measured: all of its networks on all of their cases.</summary>
/// <param name="Method">What tables call it, for example <c>DC, 3 experts</c>.</param>
/// <param name="Labels">What sets it apart in a list of runs, as many as the list has heads; empty outside of a list.</param>
/// <param name="Dataset">The dataset's name.</param>
/// <param name="Part">Whose cases: test, validation or train.</param>
/// <param name="Experts">The experts' names, channel 1 first; empty where nothing is routed.</param>
/// <param name="Costs">What a pixel of each expert costs, in units of one wrong pixel.</param>
/// <param name="Bounds">l and u of Eq. 9 for each expert; null where loads are not balanced.</param>
/// <param name="Cases">The measured cases, of every variant and seed; at least one.</param>
public sealed record RunEvaluation(
    string Method,
    IReadOnlyList<string> Labels,
    string Dataset,
    string Part,
    IReadOnlyList<string> Experts,
    IReadOnlyList<double> Costs,
    IReadOnlyList<(double Lower, double Upper)>? Bounds,
    IReadOnlyList<CaseEvaluation> Cases
)
{
    /// <summary>What the head's channels mean; null where nothing is routed.</summary>
    public RoutingParameterisation? Parameterisation { get; init; }

    /// <summary>How long painting a region is taken to last, where ways of answering are compared.</summary>
    public double SecondsPerPainting { get; init; } = 8;

    /// <summary>What tells the truth of every case apart from another one, by variant and case; empty where that is not known.</summary>
    public IReadOnlyDictionary<(string Variant, string Case), string> References { get; init; } = new Dictionary<(string, string), string>();

    /// <summary>Whether the channels' probabilities say how likely each is right; the shares of a softmax do not.</summary>
    public bool StatesBeingRight => Parameterisation is not RoutingParameterisation.Softmax;

    /// <summary>The seeds, ascending.</summary>
    public IReadOnlyList<long> Seeds => [.. Cases.Select(one => one.Seed).Distinct().Order()];

    /// <summary>The budgets that were measured, in their order.</summary>
    public IReadOnlyList<double> Budgets =>
        [.. Cases[0].Policies.Where(one => one.Policy is { Order: PolicyKey.Routing, Budget: not null }).Select(one => one.Policy.Budget!.Value)];

    /// <summary>Whether pixels are routed.</summary>
    public bool Routes => Experts.Count > 0;
}

/// <summary>A number of every case of a run, put together: over seeds a mean and its spread, over patients an interval.</summary>
/// <remarks>
/// A seed's value is the mean over its cases; mean ± deviation is that of the seeds' values. The interval is the bootstrap's over patients, of
/// each case's mean over seeds. A case that is tested under several variants counts once for each, and its patient is drawn as one. NaN is left out.
/// </remarks>
public static class RunValues
{
    /// <summary>What a measurement of a run is meaned over.</summary>
    internal const string Counted = "seed";

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

/// <summary>Reliability diagrams of several cases as one.</summary>
public static class Reliability
{
    /// <summary>Adds the pixels of equal bins.</summary>
    /// <param name="diagrams">One or more, with the same bins.</param>
    public static Calibration Merged(IEnumerable<Calibration> diagrams)
    {
        var all = diagrams.ToList();
        return new([.. Enumerable.Range(0, all[0].Bins.Count).Select(bin => Merged([.. all.Select(one => one.Bins[bin]).Where(one => one.Count > 0)]))]);
    }

    private static ReliabilityBin Merged(IReadOnlyList<ReliabilityBin> bins)
    {
        var count = bins.Sum(bin => (long)bin.Count);
        if (count == 0)
            return new(0, double.NaN, double.NaN);
        // A diagram's counts are ints; shares stay right where their sum is none.
        return new(
            (int)Math.Min(count, int.MaxValue),
            bins.Sum(bin => bin.Count * bin.MeanConfidence) / count,
            bins.Sum(bin => bin.Count * bin.Frequency) / count
        );
    }
}
