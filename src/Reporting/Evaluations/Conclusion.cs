using System.Globalization;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Reporting.Tables;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>What a run came to, for somebody who knows nothing else of it: a sentence, what it was compared with, and what is doubtful.</summary>
public static class Conclusion
{
    // Below, intervals over patients are too narrow.
    private const int EnoughPatients = 20;

    /// <summary>
    /// Whether the system is better than the model alone, the model that a head of estimates adapted, every expert alone and asking about as many pixels
    /// where the model is least certain: by how many points of DSC, and between which ends of the paired interval over patients. Better or worse is what
    /// has an interval without 0; of several experts or uncertainties the one that comes closest, or lies furthest ahead, is named.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="options">How intervals are made.</param>
    public static string Of(RunEvaluation run, BootstrapOptions options)
    {
        var system = RunValues.System(run);
        var reached = $"{Overlap(run)} of {Rate(RunValues.Of(run, RunValues.Dice(system)).Summary)} on {Cases(run)}";
        if (!run.Routes)
            return $"The model alone reaches a {reached}; nobody can be asked in this run, so there is nothing to compare it with{Doubts(run)}.";
        var asked = RunValues.Mean(run.Cases.Select(one => one.System.Deferred));
        var verdicts = Verdicts(run, system, options, isAnybodyAsked: asked > 0);
        var comparison = Comparison(verdicts);
        if (asked == 0)
        {
            var own = IsSame(run, system, PolicyKey.Model) ? "the model's alone" : "the adapted model's alone";
            return $"Nobody is asked about any pixel, so the result is {own}: it reaches a {reached}"
                + $"{(comparison.Length > 0 ? $". That is {comparison}" : "")}{Doubts(run)}.";
        }
        return $"{Lead(verdicts)}: with experts asked about {Share(asked)} of the pixels, model and experts together reach a {reached}. "
            + $"That is {comparison}{Doubts(run)}.";
    }

    private static string Lead(IReadOnlyList<Rival> verdicts) =>
        verdicts.First(one => one.Policy == PolicyKey.Model).Verdict switch
        {
            Verdict.Better when verdicts.All(one => one.Verdict == Verdict.Better) => "Asking experts pays",
            Verdict.Better when verdicts.Any(one => one.Verdict == Verdict.Worse) => "Asking experts helps the model, but other ways do better",
            Verdict.Better => "Asking experts helps the model, but another way may do as well",
            Verdict.Worse => "Asking experts does not pay",
            _ => "Whether asking experts pays is open",
        };

    private static List<Rival> Verdicts(RunEvaluation run, PolicyKey system, BootstrapOptions options, bool isAnybodyAsked)
    {
        List<Rival> rivals = [Compare("the model alone", PolicyKey.Model)];
        if (Rivals.Has(run, Rivals.Adapted))
            rivals.Add(Compare("the adapted model alone", Rivals.Adapted));
        rivals.AddRange(Experts([.. run.Experts.Select(expert => Compare($"{expert} alone", Rivals.Expert(expert), expert))]));
        // Nobody asked about nothing is the model again.
        if (isAnybodyAsked && Rivals.Uncertainty(run) is { Count: > 0 } uncertainty)
        {
            var strongest = uncertainty
                .Select(policy => Compare("asking about the same number of pixels where the model is least certain", policy))
                .MinBy(one => one.Points)!;
            rivals.Add(strongest with { Against = strongest.Policy == uncertainty[0] ? null : Rivals.Words(run, strongest.Policy) });
        }
        if (isAnybodyAsked && Rivals.Has(run, Rivals.AdaptedDoubt(run)))
            rivals.Add(Compare("asking about the same number of pixels where the adapted model is least certain", Rivals.AdaptedDoubt(run)));
        return [.. rivals.Where(one => !double.IsNaN(one.Points) && (isAnybodyAsked || !IsSame(run, system, one.Policy)))];

        Rival Compare(string name, PolicyKey policy, string? expert = null) =>
            new(name, policy, expert, RunValues.Difference(run, RunValues.Dice(system), run, RunValues.Dice(policy), options));
    }

    // Of those about whom the same is to be said, the one that comes closest or lies furthest ahead.
    private static IEnumerable<Rival> Experts(IReadOnlyList<Rival> experts) =>
        experts
            .GroupBy(one => one.Verdict)
            .Select(group =>
            {
                var nearest = group.MinBy(one => one.Points)!;
                return group.Count() == 1
                    ? nearest
                    : nearest with
                    {
                        Name = group.Count() == experts.Count ? "every expert alone" : $"{Together([.. group.Select(one => one.Expert!)])} alone",
                        Against = $"the best, {nearest.Expert}",
                    };
            });

    private static string Comparison(IReadOnlyList<Rival> verdicts)
    {
        List<Rival> ordered = [.. verdicts.OrderBy(one => one.Verdict)];
        var texts = ordered.Select((one, place) => (one.Verdict, Text: one.Text(saysWhatIsInBrackets: place == 0)));
        return string.Join("; ", texts.GroupBy(one => one.Verdict).Select(group => Lead(group.Key) + Together([.. group.Select(one => one.Text)])));

        static string Lead(Verdict verdict) =>
            verdict switch
            {
                Verdict.Better => "better than ",
                Verdict.Worse => "worse than ",
                _ => "not shown to differ from ",
            };
    }

    private static string Together(IReadOnlyList<string> parts) =>
        parts.Count < 2 ? string.Concat(parts) : $"{string.Join(", ", parts.SkipLast(1))} and {parts[^1]}";

    private static string Overlap(RunEvaluation run) =>
        run.Cases[0].Policies[0].Classes.Count is > 1 and var classes
            ? string.Create(CultureInfo.InvariantCulture, $"DSC (overlap with the truth, mean of {classes} classes)")
            : "DSC (overlap with the truth)";

    private static string Cases(RunEvaluation run)
    {
        var (cases, patients) = (run.Cases.Select(one => one.Case).Distinct().Count(), Patients(run));
        var seeds = run.Seeds.Count == 1 ? "" : $" (mean of {Counted(run.Seeds.Count, "seed")})";
        return $"{Counted(cases, $"{run.Part} image")} of {Counted(patients, "patient")}{seeds}";
    }

    private static string Doubts(RunEvaluation run)
    {
        List<string> doubts = [];
        if (Patients(run) < EnoughPatients)
            doubts.Add("With so few patients intervals are too narrow");
        if (run.Seeds.Count == 1)
            doubts.Add("It was trained once: another training may come out otherwise");
        return string.Concat(doubts.Select(doubt => $". {doubt}"));
    }

    private static int Patients(RunEvaluation run) => run.Cases.Select(one => one.Patient).Distinct().Count();

    private static bool IsSame(RunEvaluation run, PolicyKey one, PolicyKey other) =>
        run.Cases.All(measured => measured.Find(one) is { } left && measured.Find(other) is { } right && left.Classes.SequenceEqual(right.Classes));

    private static string Counted(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");

    private static string Rate(SampleSummary rate)
    {
        var format = new NumberFormat(1, 100);
        return double.IsNaN(rate.Deviation) ? $"{format.Text(rate.Mean)} %" : $"{format.Text(rate.Mean)} ± {format.Text(rate.Deviation)} %";
    }

    // A share below what one decimal shows is not none.
    private static string Share(double share) => share < 0.0005 ? "less than 0.1 %" : $"{new NumberFormat(1, 100).Text(share)} %";

    private enum Verdict
    {
        Better,
        Open,
        Worse,
    }

    /// <param name="Name">What the sentence calls it.</param>
    /// <param name="Policy">What it is.</param>
    /// <param name="Expert">The expert's name where it is one.</param>
    /// <param name="Difference">The system minus it.</param>
    private sealed record Rival(string Name, PolicyKey Policy, string? Expert, Measurement Difference)
    {
        /// <summary>The one of several whom the numbers are of; null where it is the only one.</summary>
        public string? Against { get; init; }

        public double Points => Difference.Summary.Mean;

        private Interval Interval => Difference.Interval!;

        public Verdict Verdict =>
            !Interval.Excludes(0) ? Verdict.Open
            : Interval.Lower > 0 ? Verdict.Better
            : Verdict.Worse;

        public string Text(bool saysWhatIsInBrackets)
        {
            // What rounds to nothing with one decimal is said with two.
            var format = new NumberFormat(new[] { Points, Interval.Lower, Interval.Upper }.Any(one => one != 0 && Math.Abs(one) < 0.0005) ? 2 : 1, 100);
            var difference = $"{(format.Text(Points)[0] == '-' ? "" : "+")}{format.Text(Points)}{(saysWhatIsInBrackets ? " points" : "")}";
            var level = saysWhatIsInBrackets ? $"{NumberFormat.Fixed(100 * Interval.Level, 1).Replace(".0", "", StringComparison.Ordinal)} % interval " : "";
            var doubt = double.IsNaN(Interval.Lower)
                ? "no interval of a single patient"
                : $"{level}{format.Text(Interval.Lower)} to {format.Text(Interval.Upper)}";
            return $"{Name} ({(Against is null ? "" : $"{Against}: ")}{difference}, {doubt})";
        }
    }
}
