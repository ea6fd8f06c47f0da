namespace DeferredSeg.PluginKit.Heads;

/// <summary>What the caller passes in stays the caller's.</summary>
public sealed class HeadOwnershipCheck : HeadCheck
{
    private const string Mend = "Neither dispose nor write to what is passed in, and return new tensors.";

    /// <inheritdoc/>
    public override string Name => "ownership";

    /// <inheritdoc/>
    public override string Proves => "The segmentation's tensors are neither disposed nor changed, and no result is the caller's own object.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [Describes, Shapes];

    private protected override Verdict Examine(HeadTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        using var segmentation = trial.Segmentation(2);
        (string Name, Tensor? Tensor)[] given =
        [
            ("Features", segmentation.Features),
            ("Logits", segmentation.Logits),
            ("RoutingLogits", segmentation.RoutingLogits),
            ("PredictorLogit", segmentation.PredictorLogit),
        ];
        var copies = given.Select(entry => entry.Tensor?.clone()).ToArray();
        using (var output = trial.Route(segmentation))
        {
            var own = given.FirstOrDefault(entry =>
                entry.Tensor is not null && (ReferenceEquals(entry.Tensor, output.RoutingLogits) || ReferenceEquals(entry.Tensor, output.PredictorLogit))
            );
            if (own.Tensor is not null)
                throw new CheckFailure("Route", $"it returns the segmentation's {own.Name} itself", "a tensor of its own, for the caller disposes both", Mend);
        }
        foreach (var ((name, tensor), copy) in given.Zip(copies))
        {
            if (tensor is { IsInvalid: true })
                throw new CheckFailure("Route", $"the segmentation's {name} is disposed", "inputs that stay the caller's", Mend);
            if (tensor is not null && !Comparison.AreEqual(tensor, copy!))
                throw new CheckFailure("Route", $"the segmentation's {name} has other values than before", "inputs that stay as they are", Mend);
        }
        return Verdict.Passed;
    }
}
