namespace DeferredSeg.PluginKit.Plugin;

/// <summary>Unloading, after everything else.</summary>
public sealed class UnloadCheck : ConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "unload";

    /// <inheritdoc/>
    public override CheckKind Kind => CheckKind.Plugin;

    /// <inheritdoc/>
    public override string Proves => "After all other checks the plugin can be unloaded: nothing outside of it holds it.";

    private protected override Verdict Examine(ConformanceSubject subject, CancellationToken cancellation)
    {
        var result = subject.Plugin.Unload(subject.Settings.UnloadCollections);
        return result.Outcome switch
        {
            CheckOutcome.Passed => Verdict.Passed,
            CheckOutcome.NotApplicable => Verdict.NotApplicable(result.Message ?? "the plugin was not loaded in a context of its own"),
            _ => throw new CheckFailure(
                "unloading",
                result.Message ?? "something holds it",
                "an assembly that is gone",
                "End timers and threads and take handlers off static events in Dispose; JsonSerializer, DataAnnotations and TypeDescriptor also hold every type that they meet."
            ),
        };
    }
}
