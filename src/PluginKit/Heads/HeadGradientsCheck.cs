namespace DeferredSeg.PluginKit.Heads;

/// <summary>Which parameters a loss reaches.</summary>
public sealed class HeadGradientsCheck : HeadCheck
{
    /// <inheritdoc/>
    public override string Name => "gradients";

    /// <inheritdoc/>
    public override string Proves =>
        "In training mode a loss over routing logits and predictor logit reaches every parameter that claims to be trained, and the features, with finite gradients.";

    private protected override bool Trains => true;

    private protected override Verdict Examine(HeadTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        if (trial.Module is not { } module)
            return Verdict.NotApplicable("the head cannot be trained: it is no ITrainableHead");
        if (!module.parameters().Any())
            return Verdict.NotApplicable("the head has no parameters");
        module.train();
        using var segmentation = trial.Segmentation(2);
        segmentation.Features.requires_grad_(true);
        using var output = trial.Route(segmentation);
        List<(string, Tensor)> outputs = [("RoutingLogits", output.RoutingLogits)];
        if (output.PredictorLogit is { } predictor)
            outputs.Add(("PredictorLogit", predictor));
        Gradients.Backward("Route", outputs, subject.Settings);
        Gradients.Check(module, frozen: []);
        if (!trial.NativeRouting && segmentation.Features.grad is null)
            throw new CheckFailure(
                "the loss's backward pass",
                "no gradient reaches the features",
                "one, for the decoder is trained through the head",
                "Do not detach the features; whoever trains decides that."
            );
        return Verdict.Passed;
    }
}
