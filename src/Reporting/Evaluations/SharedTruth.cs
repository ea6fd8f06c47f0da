namespace DeferredSeg.Reporting.Evaluations;

/// <summary>
/// Whether runs were measured against the same truth. A reference that is made of raters who are no experts changes with the experts, and numbers against
/// another truth cannot be compared: then even a model that stayed as it was has others.
/// </summary>
public static class SharedTruth
{
    /// <summary>Whether a case that both runs have has another truth in one of them; false where that is not known.</summary>
    /// <param name="run">A run.</param>
    /// <param name="other">Another.</param>
    public static bool Differs(RunEvaluation run, RunEvaluation other) => Others(run, other) > 0;

    /// <summary>What a reader of a table of runs has to know; null where all were measured against the same truth.</summary>
    /// <param name="runs">Runs on one dataset; the others are held against the first.</param>
    public static string? Note(IReadOnlyList<RunEvaluation> runs)
    {
        var others = runs.Skip(1).Where(run => Differs(run, runs[0])).ToList();
        if (others.Count == 0)
            return null;
        var names = others.Select(run => FormattableString.Invariant($"{Name(run)} ({Others(run, runs[0])} of {Both(run, runs[0]).Count} cases)"));
        return $"Not comparable with {Name(runs[0])}, for another truth: {string.Join(", ", names)}. Experts who change places change a reference that is made "
            + "of the other raters, and another grid changes it too; "
            + "then \"Model alone\" changes as well, and a difference between runs is in part one between truths.";
    }

    /// <summary>What a run is called among others.</summary>
    private static string Name(RunEvaluation run) => run.Labels.Count > 0 ? string.Join(", ", run.Labels) : run.Method;

    private static int Others(RunEvaluation run, RunEvaluation other) => Both(run, other).Count(key => run.References[key] != other.References[key]);

    private static IReadOnlyList<(string Variant, string Case)> Both(RunEvaluation run, RunEvaluation other) =>
        [.. run.References.Keys.Where(other.References.ContainsKey)];
}
