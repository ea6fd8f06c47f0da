namespace DeferredSeg.PluginKit.Experts;

/// <summary>What answers look like.</summary>
public sealed class AnswersCheck : ExpertConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "answers";

    /// <inheritdoc/>
    public override string Proves =>
        "A mask has the image's size and the asked classes, region and abstention are one plane of that size, seconds and confidence are in range.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [Describes, Submission];

    private protected override CheckVerdict Examine(ExpertTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var answered = 0;
        foreach (var id in ExpertTrial.CaseIds)
        {
            foreach (var region in new[] { false, true })
            {
                cancellation.ThrowIfCancellationRequested();
                if (trial.Ask(trial.Request(id, withRegion: region)).Answer is not { } answer)
                    continue;
                answered++;
                var call = $"Poll of the answer for {id}{(region ? " within a region" : "")}";
                Plane(call, "Mask", answer.Mask, ExpertTrial.Classes);
                if (answer.Region is { } covered)
                    Plane(call, "Region", covered, 1);
                if (answer.Abstained is { } abstained)
                    Plane(call, "Abstained", abstained, 1);
                if (answer.Seconds is { } seconds && !(seconds >= 0 && double.IsFinite(seconds)))
                    throw Failure(call, $"Seconds is {seconds}", "at least 0, or null");
                if (answer.Confidence is { } confidence && !(confidence is >= 0 and <= 1))
                    throw Failure(call, $"Confidence is {confidence}", "0 to 1, or null");
            }
        }
        return answered > 0 ? CheckVerdict.Passed : CheckVerdict.NotApplicable("no question was answered at once: all are pending or declined");
    }

    private static void Plane(string call, string name, MaskPlanes? mask, int classes)
    {
        if (mask is null)
            throw Failure(call, $"{name} is null", "a mask");
        if ((mask.Height, mask.Width, mask.Classes) != (ExpertTrial.Height, ExpertTrial.Width, classes))
            throw Failure(
                call,
                $"{name} is {mask.Classes} planes of {mask.Height} by {mask.Width}",
                $"{classes} of {ExpertTrial.Height} by {ExpertTrial.Width}"
            );
    }

    private static CheckFailure Failure(string call, string found, string expected) =>
        new(call, found, expected, "Answer in the size of the image that was asked about.");
}

/// <summary>Simulations without ground truth.</summary>
public sealed class GroundTruthCheck : ExpertConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "ground-truth";

    /// <inheritdoc/>
    public override string Proves => "A source that needs the ground truth declines a question without it, or refuses it with an ArgumentException.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [Describes, Submission, Answers];

    private protected override CheckVerdict Examine(ExpertTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        if (!trial.Descriptor.NeedsGroundTruth)
            return CheckVerdict.NotApplicable("the source does not need the ground truth and is not given it");
        ExpertReply? reply = null;
        var thrown = Guarded.Caught(() => reply = trial.Source.Poll(trial.Source.Submit(trial.Request(ExpertTrial.CaseIds[0], withoutTruth: true))));
        if (thrown is ArgumentException || (thrown is null && reply?.Status == ExpertStatus.Declined))
            return CheckVerdict.Passed;
        throw new CheckFailure(
            "a question without ground truth",
            thrown is null ? $"it is {reply?.Status.ToString() ?? "null"}" : $"it threw {thrown.GetType().Name}: {thrown.Message}",
            "declined, or an ArgumentException",
            "Say that the ground truth is missing; do not invent an answer."
        );
    }
}
