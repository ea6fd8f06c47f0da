namespace DeferredSeg.PluginKit.Backbones;

/// <summary>What torch keeps for thread and process stays as it is.</summary>
public sealed class BackboneGlobalStateCheck : BackboneCheck
{
    /// <inheritdoc/>
    public override string Name => "global-state";

    /// <inheritdoc/>
    public override string Proves =>
        "In evaluation mode Encode and Decode leave torch's global generator, gradient mode, dispose scopes, default type and threads as they were.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [Describes, Shapes, Ownership];

    private protected override Verdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var images = trial.Images(2, trial.LargestSize);
        var prompts = trial.Prompts(2, trial.LargestSize);
        // The caller records gradients here, so that a plugin that switches them off is seen.
        using var mode = torch.set_grad_enabled(true);
        using var state = new GlobalState();
        using var embedding = trial.Encode(images);
        Unchanged(state, "Encode");
        using var output = trial.Decode(embedding, prompts);
        Unchanged(state, "Decode");
        return Verdict.Passed;
    }

    internal static void Unchanged(GlobalState state, string call)
    {
        if (state.Difference() is { } difference)
            throw new CheckFailure(
                call,
                $"afterwards {difference}",
                "the state of before",
                "Dispose guards and scopes before returning, and draw random numbers from a generator of your own."
            );
    }
}
