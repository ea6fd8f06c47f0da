using DeferredSeg.PluginKit.Backbones;
using DeferredSeg.PluginKit.Experts;

namespace DeferredSeg.PluginKit;

/// <summary>All checks, in the order in which they are run.</summary>
public static class ConformanceSuite
{
    /// <summary>The checks of a contribution of each kind and of the plugin as a whole; unloading is the last.</summary>
    public static IReadOnlyList<ConformanceCheck> Checks { get; } =
    [
        new ContributionsCheck(),
        new OptionsSchemaCheck(CheckKind.Backbone),
        new BackboneDescribeCheck(),
        new BackboneShapesCheck(),
        new BackboneOwnershipCheck(),
        new BackboneGlobalStateCheck(),
        new InputRefusalCheck(),
        new CancellationCheck(),
        new BackboneLeaksCheck(),
        new BackboneDeterminismCheck(),
        new EncodeDecodeWholeCheck(),
        new BatchIndependenceCheck(),
        new BackboneGradientsCheck(),
        new BackboneStateDictCheck(),
        new NativeRoutingCheck(),
        new PromptableDecoderCheck(),
        new InteractiveSessionCheck(),
        new OwnObjectiveCheck(),
        new ImagePreprocessingCheck(),
        new WeightImportCheck(),
        new ThreadSafetyCheck(),
        new OptionsSchemaCheck(CheckKind.Wrapper),
        new OptionsSchemaCheck(CheckKind.Head),
        new HeadDescribeCheck(),
        new HeadShapesCheck(),
        new HeadOwnershipCheck(),
        new PixelwiseHeadCheck(),
        new HeadGlobalStateCheck(),
        new HeadRefusalCheck(),
        new HeadLeaksCheck(),
        new HeadDeterminismCheck(),
        new HeadGradientsCheck(),
        new HeadStateDictCheck(),
        new OptionsSchemaCheck(CheckKind.Expert),
        new ExpertDescribeCheck(),
        new SubmissionCheck(),
        new AnswersCheck(),
        new ExpertOwnershipCheck(),
        new GroundTruthCheck(),
        new RepeatedPollCheck(),
        new ExpertDeterminismCheck(),
        new OrderIndependenceCheck(),
        new SimulationCheck(),
        new RecordedOriginCheck(),
        new UnloadCheck(),
    ];

    /// <summary>Runs every check on everything that a plugin brings, and unloads it.</summary>
    /// <param name="subject">The plugin; it can no longer be used afterwards.</param>
    /// <param name="settings">How much is tried; null for the defaults.</param>
    /// <param name="progress">Is told each result as it comes.</param>
    /// <param name="cancellation">Ends the run between two calls of the plugin.</param>
    /// <returns>The results in the order of <see cref="Checks"/>, for each kind one contribution after the other.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<CheckResult> Run(
        IPluginSubject subject,
        ConformanceSettings? settings = null,
        Action<CheckResult>? progress = null,
        CancellationToken cancellation = default
    )
    {
        settings ??= new();
        var results = new List<CheckResult>();
        var last = Checks.OfType<UnloadCheck>().Single();
        foreach (var (check, contribution) in Plan(subject).Where(entry => entry.Check != last))
            Add(check, contribution);
        Add(last, null);
        return results;

        void Add(ConformanceCheck check, DeclaredContribution? contribution)
        {
            cancellation.ThrowIfCancellationRequested();
            var result = RunOne(check, new(subject, contribution, settings), results, cancellation);
            results.Add(result);
            progress?.Invoke(result);
        }
    }

    /// <summary>Which check is run on which contribution of a plugin: what <see cref="Run"/> does, for a caller that runs them one by one.</summary>
    /// <returns>Checks with their contributions in order; a null contribution stands for the plugin as a whole.</returns>
    public static IEnumerable<(ConformanceCheck Check, DeclaredContribution? Contribution)> Plan(IPluginSubject subject)
    {
        foreach (var check in Checks.Where(check => check is ContributionsCheck))
            yield return (check, null);
        foreach (var contribution in subject.Declared)
        {
            foreach (var check in Checks.Where(check => check.Kind == contribution.Kind))
                yield return (check, contribution);
        }
        foreach (var check in Checks.Where(check => check is UnloadCheck))
            yield return (check, null);
    }

    /// <summary>Runs one check, unless one that it presupposes failed.</summary>
    /// <param name="check">The check.</param>
    /// <param name="subject">What it is run on.</param>
    /// <param name="before">The results so far.</param>
    /// <param name="cancellation">Ends it between two calls of the plugin.</param>
    public static CheckResult RunOne(
        ConformanceCheck check,
        ConformanceSubject subject,
        IEnumerable<CheckResult> before,
        CancellationToken cancellation = default
    )
    {
        string[] presupposed = [ContributionsCheck.Full, .. check.Presupposes];
        var cause =
            check is UnloadCheck
                ? null
                : before.FirstOrDefault(result =>
                    result.Outcome == CheckOutcome.Failed
                    && presupposed.Contains(result.Check)
                    && (result.Check == ContributionsCheck.Full || result.Contribution == subject.Id)
                );
        return cause is null
            ? check.Run(subject, cancellation)
            : new(check.FullName, subject.Id, CheckOutcome.NotApplicable, $"not examined, because {cause.Check} failed");
    }
}
