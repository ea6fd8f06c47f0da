namespace DeferredSeg.PluginKit.Experts;

/// <summary>The same question to another instance.</summary>
public sealed class ExpertDeterminismCheck : ExpertCheck
{
    /// <inheritdoc/>
    public override string Name => "determinism";

    /// <inheritdoc/>
    public override string Proves =>
        "Another instance with the same name and options answers the same questions with the same masks, whatever torch's global generator says, and leaves that generator alone.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [.. base.Presupposes, RepeatedPoll];

    private protected override Verdict Examine(ExpertTrial trial, ConformanceSubject subject, CancellationToken cancellation)
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
                    return Verdict.NotApplicable("questions are pending; somebody answers them");
                Replies.Same(
                    $"Poll of {id}, epoch {epoch}, by another instance",
                    other.Ask(other.Request(id, epoch: epoch)),
                    first,
                    "seed, expert, case and epoch are the same",
                    Mend
                );
            }
        }
        if (state.Difference() is { } difference)
            throw new CheckFailure("Submit and Poll", $"afterwards {difference}", "the state of before", Mend);
        return Verdict.Passed;
    }
}
