using DeferredSeg.Abstractions.Backbones;

namespace DeferredSeg.PluginKit.Checks;

/// <summary>Which parameters a loss reaches.</summary>
public sealed class BackboneGradientsCheck : BackboneConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "gradients";

    /// <inheritdoc/>
    public override string Proves =>
        "In training mode a loss over the logits, those of coarser stages too, reaches every parameter that claims to be trained, with finite "
        + "gradients, and no frozen one.";

    private protected override bool Trains => true;

    private protected override CheckVerdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        if (trial.Module is not { } module)
            return CheckVerdict.NotApplicable("the backbone cannot be trained: it is no ITrainableBackbone");
        module.train();
        var images = trial.Images(2, trial.LargestSize);
        using var embedding = trial.Encode(images);
        using var output = trial.Decode(embedding, trial.Prompts(2, trial.LargestSize));
        Gradients.Backward("Decode", [("Logits", output.Logits), .. output.DeepLogits.Select(deep => ("DeepLogits", deep))], subject.Settings);
        // Parameters that an objective of the network's own alone reaches are examined with it.
        Gradients.Check(module, trial.Description.FrozenParts, mayBeUnreached: trial.Backbone is IOwnObjective);
        return CheckVerdict.Passed;
    }
}

/// <summary>Which parameters a loss reaches.</summary>
public sealed class HeadGradientsCheck : HeadConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "gradients";

    /// <inheritdoc/>
    public override string Proves =>
        "In training mode a loss over routing logits and predictor logit reaches every parameter that claims to be trained, and the features, "
        + "with finite gradients.";

    private protected override bool Trains => true;

    private protected override CheckVerdict Examine(HeadTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        if (trial.Module is not { } module)
            return CheckVerdict.NotApplicable("the head cannot be trained: it is no ITrainableHead");
        if (!module.parameters().Any())
            return CheckVerdict.NotApplicable("the head has no parameters");
        module.train();
        using var segmentation = trial.Segmentation(2);
        segmentation.Features!.requires_grad_(true);
        using var output = trial.Route(segmentation);
        List<(string, Tensor)> outputs = [("RoutingLogits", output.RoutingLogits)];
        if (output.PredictorLogit is { } predictor)
            outputs.Add(("PredictorLogit", predictor));
        Gradients.Backward("Route", outputs, subject.Settings);
        Gradients.Check(module, frozen: []);
        // What a pixelwise head sees wants no gradient: the network stays as it is.
        if (trial.Head is not IPixelwiseHead && !trial.NativeRouting && trial.Head.Describe().NeedsFeatures && segmentation.Features.grad is null)
            throw new CheckFailure(
                "the loss's backward pass",
                "no gradient reaches the features",
                "one, for the decoder is trained through the head",
                "Do not detach the features; whoever trains decides that."
            );
        return CheckVerdict.Passed;
    }
}

/// <summary>Which parameters a loss reaches.</summary>
internal static class Gradients
{
    /// <summary>Runs a random linear loss backward, which tells all values apart.</summary>
    public static void Backward(string call, IReadOnlyList<(string Name, Tensor Tensor)> outputs, ConformanceSettings settings)
    {
        if (outputs.FirstOrDefault(output => !output.Tensor.requires_grad) is { Name: { } name })
            throw new CheckFailure(
                call,
                $"in training mode {name} records no gradient",
                $"{name} that a loss can be run backward from",
                "Do not compute in no_grad or inference mode where the module trains, nor detach."
            );
        var loss = outputs
            .Select((output, index) => output.Tensor.mul(TrialInputs.Random(output.Tensor.shape, settings, 100 + index)).mean())
            .Aggregate((sum, next) => sum.add(next));
        Guarded.Call("the backward pass", () => loss.backward());
    }

    /// <summary>Fails where a parameter that claims to be trained has no or no finite gradient, or a frozen one has any.</summary>
    public static void Check(Module module, IReadOnlyList<string> frozen, bool mayBeUnreached = false)
    {
        const string Call = "the loss's backward pass";
        var dead = new List<string>();
        foreach (var (name, parameter) in module.named_parameters())
        {
            var gradient = parameter.grad;
            var isFrozen = frozen.Any(part => name.StartsWith(part, StringComparison.Ordinal));
            if (isFrozen && gradient is not null)
                throw new CheckFailure(
                    Call,
                    $"the frozen parameter '{name}' has a gradient",
                    "none, as FrozenParts says",
                    "Set requires_grad to false for frozen parts, or do not describe them as frozen."
                );
            if (isFrozen || !parameter.requires_grad)
                continue;
            if (gradient is null && !mayBeUnreached)
                dead.Add(name);
            else if (gradient is not null)
                Expect.Finite(Call, $"the gradient of '{name}'", gradient);
        }
        if (dead.Count > 0)
            throw new CheckFailure(
                Call,
                $"no gradient reaches {string.Join(", ", dead.Take(5))}{(dead.Count > 5 ? $" and {dead.Count - 5} more" : "")}",
                "a gradient for every parameter that claims to be trained",
                "Use the parameter, remove it, or set its requires_grad to false."
            );
    }
}
