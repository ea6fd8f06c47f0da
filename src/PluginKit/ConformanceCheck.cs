namespace DeferredSeg.PluginKit;

/// <summary>One thing that the contract demands, and how to see whether a plugin does it.</summary>
/// <remarks>
/// A check keeps nothing of the plugin after it returns, so that the plugin can be unloaded. It leaves torch's global state and the number of tensors
/// as they were, whatever the plugin does to them.
/// </remarks>
public abstract class ConformanceCheck
{
    /// <summary>The name, unique within the kind and the same in all versions, for example <c>shapes</c>.</summary>
    public abstract string Name { get; }

    /// <summary>What it is about.</summary>
    public abstract CheckKind Kind { get; }

    /// <summary>What holds where it passes, a sentence.</summary>
    public abstract string Proves { get; }

    /// <summary>Kind and name, for example <c>backbone/shapes</c>.</summary>
    public string FullName => $"{Kind.ToString().ToLowerInvariant()}/{Name}";

    /// <summary>
    /// Full names of checks without which this one would tell nothing new: where one of them failed it is not run, and the first cause stands alone.
    /// </summary>
    public virtual IReadOnlyList<string> Presupposes => [];

    /// <summary>Runs it.</summary>
    /// <param name="subject">The plugin, the contribution and the settings.</param>
    /// <param name="cancellation">Ends it between two calls of the plugin.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public CheckResult Run(ConformanceSubject subject, CancellationToken cancellation = default)
    {
        using var state = new GlobalState();
        using var scope = torch.NewDisposeScope();
        try
        {
            if (Kind == CheckKind.Backbone && subject.LacksModel)
                return new(FullName, subject.Id, CheckOutcome.NotApplicable, "it runs a model file, and none was named to check it with");
            var verdict = Examine(subject, cancellation);
            return new(FullName, subject.Id, verdict.Outcome, verdict.Message);
        }
        catch (CheckFailure failure)
        {
            return new(FullName, subject.Id, CheckOutcome.Failed, $"{Subject(subject)}, {failure.Message} (seed {subject.Settings.Seed})");
        }
        catch (Exception e) when (!(e is OperationCanceledException && cancellation.IsCancellationRequested))
        {
            return new(
                FullName,
                subject.Id,
                CheckOutcome.Failed,
                $"{Subject(subject)}: the check ended in {e.GetType().Name}: {e.Message} (seed {subject.Settings.Seed})"
            );
        }
    }

    /// <summary>Tries. A failure is thrown.</summary>
    private protected abstract CheckVerdict Examine(ConformanceSubject subject, CancellationToken cancellation);

    private string Subject(ConformanceSubject subject) => $"{Kind.ToString().ToLowerInvariant()} '{subject.Id}'";
}

/// <summary>What a check is about.</summary>
public enum CheckKind
{
    /// <summary>The plugin as a whole.</summary>
    Plugin,

    /// <summary>One of its backbones.</summary>
    Backbone,

    /// <summary>One of its deferral heads.</summary>
    Head,

    /// <summary>One of its sources of experts.</summary>
    Expert,

    /// <summary>One of its wrappers of backbones.</summary>
    Wrapper,
}

/// <summary>What a check is run on.</summary>
/// <param name="Plugin">The plugin.</param>
/// <param name="Contribution">Its contribution; null for a check of the plugin as a whole.</param>
/// <param name="Settings">How much is tried.</param>
public sealed record ConformanceSubject(IPluginSubject Plugin, DeclaredContribution? Contribution, ConformanceSettings Settings)
{
    /// <summary>The contribution's id, or the plugin's.</summary>
    public string Id => Contribution?.Id ?? Plugin.Id;

    /// <summary>The contribution's options; empty for the plugin as a whole.</summary>
    public IConfiguration Options => Contribution?.Options ?? DeclaredContribution.NoOptions;

    /// <summary>Whether it is a backbone that runs a model file, and the settings name none.</summary>
    internal bool LacksModel => Settings.Model is null && Plugin.Registered.Any(one => one == new RegisteredFactory(CheckKind.Backbone, Id)) && RunsModelFiles;

    /// <summary>The backbone, with the settings' device, and their model file where it runs one.</summary>
    internal ISegmentorBackbone MakeBackbone(IConfiguration options) =>
        Plugin.Backbone(Id).Create(new(options, Settings.Device) { Model = RunsModelFiles ? Settings.Model : null });

    private bool RunsModelFiles => Plugin.Backbone(Id).RunsModelFiles;
}
