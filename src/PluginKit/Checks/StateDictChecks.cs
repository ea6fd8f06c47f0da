namespace DeferredSeg.PluginKit.Checks;

/// <summary>Weights that are saved and loaded.</summary>
public sealed class BackboneStateDictCheck : BackboneConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "state-dict";

    /// <inheritdoc/>
    public override string Proves =>
        "The state dictionary holds everything that was drawn at random: copied by name into another instance it gives the same logits, bit for bit.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [.. base.Presupposes, Determinism];

    private protected override CheckVerdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        if (trial.Module is not { } module)
            return CheckVerdict.NotApplicable("the backbone has no module: it is no ITrainableBackbone");
        using var other = new BackboneTrial(subject, weights: 1);
        StateDictionary.Copy(
            module,
            other.Module
                ?? throw new CheckFailure(
                    "Create",
                    "a second instance is no ITrainableBackbone",
                    "the same as the first",
                    "Let the kind of the backbone follow from the options alone."
                )
        );
        var images = trial.Images(2, trial.LargestSize);
        Expect.Same(
            "Encode and Decode of another instance with the same state dictionary",
            "Logits",
            other.Logits(images),
            trial.Logits(images),
            "the state dictionary is all that an instance knows",
            "Register every weight and buffer in the module."
        );
        return CheckVerdict.Passed;
    }
}

/// <summary>Weights that are saved and loaded.</summary>
public sealed class HeadStateDictCheck : HeadConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "state-dict";

    /// <inheritdoc/>
    public override string Proves =>
        "The state dictionary holds everything that was drawn at random: copied by name into another instance it gives the same routing, bit for bit.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [.. base.Presupposes, Determinism];

    private protected override CheckVerdict Examine(HeadTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        if (trial.Module is not { } module)
            return CheckVerdict.NotApplicable("the head has no module: it is no ITrainableHead");
        const string Call = "Route by another instance with the same state dictionary";
        const string Because = "the state dictionary is all that an instance knows";
        const string Mend = "Register every weight and buffer in the module.";
        using var other = new HeadTrial(subject, trial.Experts, trial.NativeRouting, weights: 1);
        StateDictionary.Copy(
            module,
            other.Module
                ?? throw new CheckFailure(
                    "Create",
                    "a second instance is no ITrainableHead",
                    "the same as the first",
                    "Let the kind of the head follow from the options alone."
                )
        );
        using var segmentation = trial.Segmentation(2);
        using var expected = trial.Route(segmentation);
        using var found = other.Route(segmentation, Call);
        Expect.Same(Call, "RoutingLogits", found.RoutingLogits, expected.RoutingLogits, Because, Mend);
        if (expected.PredictorLogit is { } predictor)
            Expect.Same(Call, "PredictorLogit", found.PredictorLogit!, predictor, Because, Mend);
        return CheckVerdict.Passed;
    }
}

/// <summary>Weights from one instance into another.</summary>
internal static class StateDictionary
{
    /// <summary>Copies by name. Fails where names or shapes of two instances with the same options differ, or a tensor has two names.</summary>
    public static void Copy(Module from, Module to)
    {
        const string Mend = "Let names and shapes follow from the options alone.";
        var (source, target) = (from.state_dict(), to.state_dict());
        using var mode = torch.no_grad();
        if (
            source.GroupBy(entry => entry.Value.Handle).FirstOrDefault(names => names.Count() > 1)?.Select(entry => entry.Key).ToList()
            is [var first, var second, ..]
        )
        {
            throw new CheckFailure(
                "the state dictionary",
                $"'{first}' and '{second}' are the same tensor",
                "one name for each, as in a checkpoint",
                "TorchSharp takes every field that holds a module or tensor, by its own name: name the field by [ComponentName] "
                    + "and call "
                    + "RegisterComponents() instead of register_module."
            );
        }
        if (source.Keys.Except(target.Keys).Concat(target.Keys.Except(source.Keys)).FirstOrDefault() is { } odd)
            throw new CheckFailure("the state dictionary", $"'{odd}' is in one of two instances with the same options", "the same names", Mend);
        foreach (var (name, tensor) in source)
        {
            if (!tensor.shape.SequenceEqual(target[name].shape))
                throw new CheckFailure(
                    "the state dictionary",
                    $"'{name}' is {Comparison.Describe(tensor)} in one instance and {Comparison.Describe(target[name])} in another",
                    "the same shapes",
                    Mend
                );
            target[name].copy_(tensor);
        }
    }
}
