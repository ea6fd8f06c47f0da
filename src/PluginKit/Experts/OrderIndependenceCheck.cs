namespace DeferredSeg.PluginKit.Experts;

/// <summary>The same questions in another order.</summary>
public sealed class OrderIndependenceCheck : ExpertCheck
{
    /// <inheritdoc/>
    public override string Name => "order-independence";

    /// <inheritdoc/>
    public override string Proves => "Cases asked in another order get the same answers.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [.. base.Presupposes, RepeatedPoll, Determinism];

    private protected override Verdict Examine(ExpertTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var forward = ExpertTrial.CaseIds.ToDictionary(id => id, id => Replies.Copy(trial.Ask(trial.Request(id))));
        if (forward.Values.Any(reply => reply.Status == ExpertStatus.Pending))
            return Verdict.NotApplicable("questions are pending; somebody answers them");
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
        return Verdict.Passed;
    }
}
