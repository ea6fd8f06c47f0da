namespace DeferredSeg.PluginKit.Heads;

/// <summary>Shapes, types, devices and finiteness of the routing.</summary>
public sealed class HeadShapesCheck : HeadCheck
{
    /// <inheritdoc/>
    public override string Name => "shapes";

    /// <inheritdoc/>
    public override string Proves =>
        "For every number of experts J and of results that was tried, there are J + 1 finite float32 routing logits per pixel of the segmentation, once or for each class as described, and a predictor logit where one is described.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [Describes];

    private protected override Verdict Examine(HeadTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        for (var experts = 1; experts <= subject.Settings.LargestExperts; experts++)
        {
            using var head = new HeadTrial(subject, experts, trial.NativeRouting);
            for (var results = 1; results <= subject.Settings.LargestBatch; results++)
            {
                cancellation.ThrowIfCancellationRequested();
                One(head, results, subject.Settings);
            }
        }
        return Verdict.Passed;
    }

    private static void One(HeadTrial head, int results, ConformanceSettings settings)
    {
        var call = $"Route of {results} results for {head.Experts} experts";
        using var segmentation = head.Segmentation(results);
        using var output = head.Route(segmentation, call);
        var plane = segmentation.Logits.shape[2..];
        Expect.Result(call, "RoutingLogits", output.RoutingLogits, [results, head.Routings, head.Experts + 1, .. plane], settings);
        if (head.Description.HasPredictor)
            Expect.Result(call, "PredictorLogit", output.PredictorLogit, [results, 1, .. plane], settings);
        else if (output.PredictorLogit is not null)
            throw new CheckFailure(
                call,
                "PredictorLogit is there",
                "null, for HasPredictor is described as false",
                "Describe HasPredictor = true, or return null."
            );
    }
}
