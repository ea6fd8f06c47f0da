namespace DeferredSeg.PluginKit.Experts;

/// <summary>What the caller passes in stays as it is.</summary>
public sealed class ExpertOwnershipCheck : ExpertCheck
{
    /// <inheritdoc/>
    public override string Name => "ownership";

    /// <inheritdoc/>
    public override string Proves => "Image, region and ground truth of a question are not changed.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [Describes, Submission, Answers];

    private protected override Verdict Examine(ExpertTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        var request = trial.Request(ExpertTrial.CaseIds[0], withRegion: true);
        byte[] image = [.. request.Image.Values];
        var (region, truth) = (Replies.Copy(request.Region), Replies.Copy(request.GroundTruth));
        trial.Ask(request);
        if (!request.Image.Values.AsSpan().SequenceEqual(image))
            throw Failure("the image");
        if (!Replies.AreEqual(request.Region, region))
            throw Failure("the region");
        if (!Replies.AreEqual(request.GroundTruth, truth))
            throw Failure("the ground truth");
        return Verdict.Passed;
    }

    private static CheckFailure Failure(string what) =>
        new("Submit and Poll", $"{what} has other values than before", "inputs that stay as they are", "Copy what is to be changed.");
}
