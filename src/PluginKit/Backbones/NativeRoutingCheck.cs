namespace DeferredSeg.PluginKit.Backbones;

/// <summary>Routing channels inside of the backbone's own decoder.</summary>
public sealed class NativeRoutingCheck : BackboneConformanceCheck
{
    private const string Call = "Decode after AddRoutingChannels";

    /// <inheritdoc/>
    public override string Name => "native-routing";

    /// <inheritdoc/>
    public override string Proves =>
        "AddRoutingChannels(J) gives J + 1 routing channels of the logits' size that can be trained, for every J that was tried; it refuses J = "
        + "0 and a second call.";

    private protected override bool Trains => true;

    private protected override CheckVerdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        if (trial.Backbone is not INativeRouting)
            return CheckVerdict.NotApplicable("the backbone does not route natively");
        for (var experts = 1; experts <= subject.Settings.LargestExperts; experts++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = torch.NewDisposeScope();
            using var fresh = new BackboneTrial(subject);
            Routes(fresh, (INativeRouting)fresh.Backbone, experts, subject.Settings);
        }
        return CheckVerdict.Passed;
    }

    private static void Routes(BackboneTrial trial, INativeRouting routing, int experts, ConformanceSettings settings)
    {
        Thrown<ArgumentOutOfRangeException>("AddRoutingChannels(0)", () => routing.AddRoutingChannels(0));
        Guarded.Call(
            $"AddRoutingChannels({experts})",
            () =>
                TrialInputs.Seeded(
                    settings.Seed,
                    () =>
                    {
                        routing.AddRoutingChannels(experts);
                        return experts;
                    }
                )
        );
        Thrown<InvalidOperationException>("a second AddRoutingChannels", () => routing.AddRoutingChannels(experts));

        using var embedding = trial.Encode(trial.Images(2, trial.LargestSize));
        using var output = trial.Decode(embedding, trial.Prompts(2, trial.LargestSize), Call);
        Expect.Result(Call, "RoutingLogits", output.RoutingLogits, [2, -1, experts + 1, .. output.Logits.shape[2..]], settings);
        var routings = output.RoutingLogits!.shape[1];
        if (routings != 1 && routings != trial.Description.Classes)
            throw new CheckFailure(
                Call,
                $"RoutingLogits has {routings} routings",
                $"1, or {trial.Description.Classes}, one for each class",
                "Share one routing among all classes or give each its own."
            );
        if (output.PredictorLogit is { } predictor)
            Expect.Result(Call, "PredictorLogit", predictor, [2, 1, .. output.Logits.shape[2..]], settings);
        if (!output.RoutingLogits.requires_grad && trial.Module is not null)
            throw new CheckFailure(
                Call,
                "RoutingLogits records no gradient",
                "routing that can be trained",
                "Register the routing's parameters in the module."
            );
    }

    private static void Thrown<TException>(string call, Action body)
        where TException : Exception
    {
        var thrown = Guarded.Caught(body);
        if (thrown is not TException)
            throw new CheckFailure(
                call,
                thrown is null ? "it was taken" : $"it threw {thrown.GetType().Name}",
                $"an {typeof(TException).Name}",
                "Refuse it before anything is changed."
            );
    }
}
