using DeferredSeg.Abstractions.Backbones;

namespace DeferredSeg.PluginKit.Backbones;

/// <summary>Conversations with a network.</summary>
public sealed class InteractiveSessionCheck : BackboneConformanceCheck
{
    private const int Candidates = 3;
    private const int Rounds = 2;
    private const string Mend = "Keep all that an answer depends on in the saved state, and draw random numbers from seed and round alone.";

    /// <inheritdoc/>
    public override string Name => "interactive-session";

    /// <inheritdoc/>
    public override string Proves =>
        "A conversation proposes an answer and candidates of the image's size, the same when it is asked again, goes on bit for bit after it was saved and "
        + "restored in the middle, and refuses a choice that is none and a damaged state.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [.. base.Presupposes, Determinism];

    private protected override CheckVerdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        if (trial.Backbone is not IInteractiveBackbone interactive)
            return CheckVerdict.NotApplicable("the backbone holds no conversations");
        var size = trial.LargestSize;
        using var embedding = trial.Encode(trial.Images(1, size));
        var prompts = trial.Prompts(1, size);
        var session = Guarded.Call("Begin", () => interactive.Begin(embedding, prompts, subject.Settings.Seed));
        for (var round = 0; round < Rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var call = $"Propose in round {round}";
            using var proposals = Guarded.Call(call, () => session.Propose(embedding, Candidates, cancellation));
            Sized(call, proposals, trial.Description.Classes, size, subject.Settings);
            using (var again = Guarded.Call($"{call}, again", () => session.Propose(embedding, Candidates, cancellation)))
                Same($"{call}, again", again, proposals, "asking again changes nothing");
            var restored = Guarded.Call("Restore", () => interactive.Restore(embedding, session.Save()));
            if (restored.Round != round)
                throw new CheckFailure("Restore", $"the restored conversation is in round {restored.Round}", $"round {round}", Mend);
            using (var other = Guarded.Call($"{call}, after Restore", () => restored.Propose(embedding, Candidates, cancellation)))
                Same($"{call}, after Restore", other, proposals, "a restored conversation is the saved one");
            Refuses(
                "Take of a candidate that is none",
                () => session.Take(embedding, new() { Choice = proposals.Candidates.Count }, cancellation),
                "Throw an ArgumentException that says how many candidates there are."
            );
            var feedback = new SessionFeedback { Choice = proposals.Candidates.Count - 1 };
            Guarded.Call("Take", () => session.Take(embedding, feedback, cancellation));
            // The other goes on without having been asked since it was restored: what was proposed before it was saved is what is chosen from.
            var resumed = Guarded.Call("Restore", () => interactive.Restore(embedding, restored.Save()));
            Guarded.Call("Take, after Restore", () => resumed.Take(embedding, feedback, cancellation));
            using var next = Guarded.Call("Propose, after Take", () => session.Propose(embedding, Candidates, cancellation));
            using var also = Guarded.Call("Propose, after Restore and Take", () => resumed.Propose(embedding, Candidates, cancellation));
            Same("Propose, after Restore and Take", also, next, "a restored conversation goes on as the saved one would");
        }
        Refuses(
            "Restore of a state that is cut off",
            () => interactive.Restore(embedding, session.Save().AsSpan()[..^1]),
            "Throw an ArgumentException that says that the state is damaged."
        );
        return CheckVerdict.Passed;
    }

    private static void Sized(string call, SessionProposals proposals, int classes, long[] size, ConformanceSettings settings)
    {
        Expect.Result(call, nameof(proposals.Answer), proposals.Answer, [1, classes, .. size], settings);
        if (proposals.Candidates.Count is 0 or > Candidates)
            throw new CheckFailure(
                call,
                $"there are {proposals.Candidates.Count} candidates",
                $"1 to {Candidates}, as were wanted",
                "Offer at least one candidate, and no more than were wanted."
            );
        for (var i = 0; i < proposals.Candidates.Count; i++)
            Expect.Result(call, $"candidate {i}", proposals.Candidates[i], [1, classes, .. size], settings);
    }

    private static void Same(string call, SessionProposals found, SessionProposals expected, string because)
    {
        Expect.Same(call, nameof(found.Answer), found.Answer, expected.Answer, because, Mend);
        if (found.Candidates.Count != expected.Candidates.Count)
            throw new CheckFailure(call, $"there are {found.Candidates.Count} candidates", $"{expected.Candidates.Count}, since {because}", Mend);
        for (var i = 0; i < found.Candidates.Count; i++)
            Expect.Same(call, $"candidate {i}", found.Candidates[i], expected.Candidates[i], because, Mend);
    }

    private static void Refuses(string call, Action action, string mend)
    {
        try
        {
            action();
        }
        catch (ArgumentException)
        {
            return;
        }
        catch (Exception e)
        {
            throw new CheckFailure(call, $"it threw {e.GetType().Name}: {e.Message}", "an ArgumentException", mend);
        }
        throw new CheckFailure(call, "it was taken", "an ArgumentException", mend);
    }
}
