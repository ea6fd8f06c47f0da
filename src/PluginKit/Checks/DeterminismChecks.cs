namespace DeferredSeg.PluginKit.Checks;

/// <summary>The same input, twice.</summary>
public sealed class BackboneDeterminismCheck : BackboneConformanceCheck
{
    private const string Mend = "Switch randomness off in evaluation mode (Module.training), and let nothing depend on earlier calls.";

    /// <inheritdoc/>
    public override string Name => "determinism";

    /// <inheritdoc/>
    public override string Proves => "In evaluation mode the same images and prompts give the same bits, whatever torch's global generator says.";

    private protected override CheckVerdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var images = trial.Images(2, trial.LargestSize);
        var prompts = trial.Prompts(2, trial.LargestSize);
        using var first = trial.Encode(images);
        using var firstOutput = trial.Decode(first, prompts);
        using var generator = torch.manual_seed(subject.Settings.Seed + 1);
        using var second = trial.Encode(images);
        foreach (var name in first.Names)
            Expect.Same("Encode, called twice,", $"'{name}'", second[name], first[name], "evaluation mode has no randomness", Mend);
        using var secondOutput = trial.Decode(second, prompts);
        Expect.Same("Decode, called twice,", "Logits", secondOutput.Logits, firstOutput.Logits, "evaluation mode has no randomness", Mend);
        if (firstOutput.Features is { } features)
            Expect.Same("Decode, called twice,", "Features", secondOutput.Features!, features, "evaluation mode has no randomness", Mend);
        return CheckVerdict.Passed;
    }
}

/// <summary>The same segmentation, twice.</summary>
public sealed class HeadDeterminismCheck : HeadConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "determinism";

    /// <inheritdoc/>
    public override string Proves => "In evaluation mode the same segmentation gives the same bits, whatever torch's global generator says.";

    private protected override CheckVerdict Examine(HeadTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        const string Mend = "Switch randomness off in evaluation mode (Module.training), and let nothing depend on earlier calls.";
        using var segmentation = trial.Segmentation(2);
        using var first = trial.Route(segmentation);
        using var generator = torch.manual_seed(subject.Settings.Seed + 1);
        using var second = trial.Route(segmentation);
        Expect.Same("Route, called twice,", "RoutingLogits", second.RoutingLogits, first.RoutingLogits, "evaluation mode has no randomness", Mend);
        if (first.PredictorLogit is { } predictor)
            Expect.Same("Route, called twice,", "PredictorLogit", second.PredictorLogit!, predictor, "evaluation mode has no randomness", Mend);
        return CheckVerdict.Passed;
    }
}

/// <summary>The same question to another instance.</summary>
public sealed class ExpertDeterminismCheck : ExpertConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "determinism";

    /// <inheritdoc/>
    public override string Proves =>
        "Another instance with the same name and options answers the same questions with the same masks, whatever torch's global generator "
        + "says, and leaves that generator alone.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [.. base.Presupposes, RepeatedPoll];

    private protected override CheckVerdict Examine(ExpertTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        const string Mend = "Draw from StableRandom.Of(seed, expert, case, epoch), never from a global generator or the clock.";
        using var generator = torch.manual_seed(subject.Settings.Seed + 1);
        using var other = new ExpertTrial(subject);
        using var state = new GlobalState();
        foreach (var id in ExpertTrial.CaseIds)
        {
            for (var epoch = 0; epoch < 2; epoch++)
            {
                var first = Replies.Copy(trial.Ask(trial.Request(id, epoch: epoch)));
                if (first.Status == ExpertStatus.Pending)
                    return CheckVerdict.NotApplicable("questions are pending; somebody answers them");
                Replies.Same(
                    $"Poll of {id}, epoch {epoch}, by another instance",
                    other.Ask(other.Request(id, epoch: epoch)),
                    first,
                    "seed, expert, case and epoch are the same",
                    Mend
                );
            }
        }
        state.MustBeUnchanged("Submit and Poll", Mend);
        return CheckVerdict.Passed;
    }
}

/// <summary>The same questions in another order.</summary>
public sealed class OrderIndependenceCheck : ExpertConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "order-independence";

    /// <inheritdoc/>
    public override string Proves => "Cases asked in another order get the same answers.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [.. base.Presupposes, RepeatedPoll, Determinism];

    private protected override CheckVerdict Examine(ExpertTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var forward = ExpertTrial.CaseIds.ToDictionary(id => id, id => Replies.Copy(trial.Ask(trial.Request(id))));
        if (forward.Values.Any(reply => reply.Status == ExpertStatus.Pending))
            return CheckVerdict.NotApplicable("questions are pending; somebody answers them");
        using var other = new ExpertTrial(subject);
        foreach (var id in ExpertTrial.CaseIds.Reverse())
        {
            Replies.Same(
                $"Poll of {id}, asked in another order",
                other.Ask(other.Request(id)),
                forward[id],
                "the order of questions means nothing",
                "Draw from StableRandom.Of(seed, expert, case, epoch), and count nothing."
            );
        }
        return CheckVerdict.Passed;
    }
}
