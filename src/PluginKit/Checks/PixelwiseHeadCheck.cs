namespace DeferredSeg.PluginKit.Checks;

/// <summary>A head that the host fits on pixels.</summary>
public sealed class PixelwiseHeadCheck : HeadConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "pixelwise";

    /// <inheritdoc/>
    public override string Proves =>
        "The estimates of an image are those of its pixels: Estimate of what Inputs gives, pixel by pixel, is what Route gives, also after Standardise. "
        + "WithoutDecay names parameters that there are.";

    private protected override CheckVerdict Examine(HeadTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        if (trial.Head is not IPixelwiseHead head)
            return CheckVerdict.NotApplicable("the head is no IPixelwiseHead");
        if (trial.Description.Parameterisation != RoutingParameterisation.Estimates)
            throw new CheckFailure(
                "Describe",
                $"Parameterisation is {trial.Description.Parameterisation}",
                "Estimates: that is what an IPixelwiseHead is fitted to",
                "Describe Parameterisation = Estimates, or be no IPixelwiseHead."
            );
        using var segmentation = trial.Segmentation(2);
        Compare(trial, head, segmentation, "as it is made", subject.Settings);
        using (var inputs = Guarded.Call("Inputs", () => head.Inputs(segmentation)))
        using (var pixels = Pixels(inputs))
        using (var mean = pixels.mean([0L]))
        using (var deviation = pixels.std(0).clamp_min(1e-3))
            Guarded.Call("Standardise", () => head.Standardise(mean, deviation));
        Compare(trial, head, segmentation, "after Standardise", subject.Settings);
        var names = head.Module.named_parameters().Select(one => one.name).ToList();
        var unknown = Guarded.Call("WithoutDecay", () => head.WithoutDecay).Except(names).ToList();
        return unknown.Count == 0
            ? CheckVerdict.Passed
            : throw new CheckFailure(
                "WithoutDecay",
                $"it names {string.Join(", ", unknown)}",
                $"parameters of the module: {string.Join(", ", names)}",
                "Name parameters as the module does."
            );
    }

    private static void Compare(HeadTrial trial, IPixelwiseHead head, SegmentationOutput segmentation, string when, ConformanceSettings settings)
    {
        using var output = trial.Route(segmentation);
        using var inputs = Guarded.Call("Inputs", () => head.Inputs(segmentation));
        using var pixels = Pixels(inputs);
        using var estimates = Guarded.Call("Estimate", () => head.Estimate(pixels));
        var shape = output.RoutingLogits.shape;
        Expect.Result("Estimate", "the estimates", estimates, [pixels.shape[0], shape[1], shape[2]], settings);
        using var maps = estimates.view(shape[0], shape[3], shape[4], shape[1], shape[2]).permute(0, 3, 4, 1, 2);
        using var apart = (maps - output.RoutingLogits).abs().max();
        if (apart.ToSingle() > 1e-4f)
            throw new CheckFailure(
                $"Estimate {when}",
                $"it is {apart.ToSingle():g3} from Route at some pixel",
                "the same numbers, within 1e-4",
                "Let Route be Estimate of Inputs, and nothing else."
            );
    }

    // [P, F, H, W] as [P H W, F].
    private static Tensor Pixels(Tensor inputs)
    {
        using var last = inputs.permute(0, 2, 3, 1);
        return last.reshape(-1, inputs.shape[1]);
    }
}
