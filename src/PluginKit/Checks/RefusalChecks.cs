namespace DeferredSeg.PluginKit.Checks;

/// <summary>Images that break the input rule.</summary>
public sealed class InputRefusalCheck : BackboneConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "input-refusal";

    /// <inheritdoc/>
    public override string Proves =>
        "Images of a wrong rank, type, channel count or size, and unknown feature names, are refused with an ArgumentException that leaves no tensor behind.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [Describes, Shapes];

    private protected override CheckVerdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        foreach (var (what, images) in Wrong(trial))
            Refused($"Encode of {Comparison.Describe(images)} ({what})", () => trial.Backbone.Encode(images, EncodeRequest.None));
        var right = trial.Images(1, trial.Sizes[0]);
        Refused("Encode with the feature name 'there is no such map'", () => trial.Backbone.Encode(right, new(["there is no such map"])));
        return CheckVerdict.Passed;
    }

    /// <summary>Fails unless a call is refused and leaves no tensor behind; what it returns all the same is disposed.</summary>
    internal static void Refused(string call, Func<IDisposable?> body)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var before = Tensor.TotalCount;
        Guarded.Refused(call, () => body()?.Dispose(), "Refuse before computing; for images InputRule.Check does it.");
        var left = Tensor.TotalCount - before;
        if (left > 0)
            throw new CheckFailure(
                call,
                $"{left} tensors are left alive after the refusal",
                "none",
                "Check inputs before making tensors, or make them in a dispose scope."
            );
    }

    private static IEnumerable<(string What, Tensor Images)> Wrong(BackboneTrial trial)
    {
        var rule = trial.Description.Input;
        var size = trial.Sizes[0];
        var right = trial.Images(1, size);
        yield return ("one channel more", torch.cat([right, right.narrow(1, 0, 1)], 1));
        yield return ("no batch axis", right.squeeze(0));
        yield return ("float64", right.to(torch.ScalarType.Float64));
        var last = rule.Axes?[^1] ?? new(TrialSizes.Smallest(rule), rule.SizeMultiple);
        if (rule.FixedSizes is not null || last.Multiple > 1)
            yield return ("one pixel more", torch.cat([right, right.narrow(-1, 0, 1)], -1));
        var small = last.Smallest - last.Multiple;
        if (rule.FixedSizes is null && small >= 1)
            yield return ("too small", right.narrow(-1, 0, small).contiguous());
    }
}

/// <summary>Segmentations that a head was not made for.</summary>
public sealed class HeadRefusalCheck : HeadConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "input-refusal";

    /// <inheritdoc/>
    public override string Proves =>
        "Features of another number of channels, and missing native routing where it is needed, are refused with an ArgumentException that "
        + "leaves no tensor behind.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [Describes, Shapes];

    private protected override CheckVerdict Examine(HeadTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        using var right = trial.Segmentation(1);
        using var more = trial.Segmentation(1, channels: (int)right.Features!.shape[1] + 1);
        if (!trial.NativeRouting)
        {
            if (!trial.Head.Describe().NeedsFeatures)
                return CheckVerdict.NotApplicable("the head reads no features");
            InputRefusalCheck.Refused(
                $"Route of features {Comparison.Describe(more.Features!)} by a head for {right.Features.shape[1]} channels",
                () => trial.Head.Route(more)
            );
            return CheckVerdict.Passed;
        }
        using var bare = new SegmentationOutput(right.Logits.clone(), right.Features.clone());
        InputRefusalCheck.Refused("Route without native routing logits", () => trial.Head.Route(bare));
        return CheckVerdict.Passed;
    }
}
