using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Randomness;

namespace DeferredSeg.PluginKit.Backbones;

/// <summary>Networks that say themselves what they are trained towards.</summary>
public sealed class OwnObjectiveCheck : BackboneConformanceCheck
{
    /// <inheritdoc/>
    public override string Name => "own-objective";

    /// <inheritdoc/>
    public override string Proves =>
        "Each update of the own objective is a finite number that reaches parameters which are trained and which it names, together they "
        + "reach all of them but the encoder, and the same numbers come out for the "
        + "same seed.";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Presupposes => [.. base.Presupposes, Determinism];

    private protected override bool Trains => true;

    private protected override CheckVerdict Examine(BackboneTrial trial, ConformanceSubject subject, CancellationToken cancellation)
    {
        if (trial.Backbone is not IOwnObjective own)
            return CheckVerdict.NotApplicable("the backbone has no objective of its own");
        var first = Losses(trial, own, subject.Settings, cancellation);
        if (first.Count == 0)
            throw new CheckFailure("Objective", "it has no step", "at least one", "Give a step for each update of a batch.");
        var second = Losses(trial, own, subject.Settings, cancellation);
        if (!first.SequenceEqual(second))
            throw new CheckFailure(
                "Objective, again",
                $"losses {string.Join(", ", second)}",
                string.Join(", ", first),
                "Draw random numbers from what is passed in alone."
            );
        return CheckVerdict.Passed;
    }

    private static List<double> Losses(BackboneTrial trial, IOwnObjective own, ConformanceSettings settings, CancellationToken cancellation)
    {
        using var scope = torch.NewDisposeScope();
        var size = trial.LargestSize;
        var (images, prompts) = (trial.Images(2, size), trial.Prompts(2, size));
        var target = (TrialInputs.Random([2, trial.Description.Classes, .. size], settings, salt: 1) > 0.5).to(torch.ScalarType.Float32);
        using var encoded = trial.Encode(images);
        var trainsEncoder = encoded.Names.Any(name => encoded[name].requires_grad);
        using var embedding = new Embedding([.. encoded.Names.Select(name => (name, encoded[name].detach()))]);
        var losses = new List<double>();
        var reached = new HashSet<string>();
        foreach (var step in own.Objective(embedding, prompts, target, StableRandom.Of(settings.Seed), cancellation))
        {
            using var loss = step.Loss;
            var call = $"Objective, step {losses.Count + 1}";
            Expect.Result(call, "Loss", loss, [], settings);
            losses.Add(loss.ToDouble());
            var parameters = own.Module.named_parameters().Where(entry => entry.parameter.requires_grad).ToList();
            var named = parameters.Where(entry => step.Parts.Count == 0 || step.Parts.Any(part => entry.name.StartsWith(part, StringComparison.Ordinal)));
            foreach (var (_, parameter) in parameters)
                parameter.grad = null;
            if (!loss.requires_grad)
                throw new CheckFailure(call, "its loss has no graph", "a loss that goes back to what is trained", "Compute the loss with gradients on.");
            loss.backward();
            if (!named.Any(entry => entry.parameter.grad is not null))
                throw new CheckFailure(
                    call,
                    $"none of the parts {string.Join(", ", step.Parts)} gets a gradient",
                    "at least one parameter that is trained",
                    "Name the prefixes of the parameters that the step updates as the state dictionary has them."
                );
            reached.UnionWith(named.Where(entry => entry.parameter.grad is not null).Select(entry => entry.name));
            foreach (var (_, parameter) in parameters)
                parameter.grad = null;
        }
        // Parameters of an encoder that is trained take no part.
        if (
            !trainsEncoder
            && own.Module.named_parameters().FirstOrDefault(entry => entry.parameter.requires_grad && !reached.Contains(entry.name)) is { name: { } dead }
        )
            throw new CheckFailure(
                "Objective",
                $"no step reaches '{dead}'",
                "every parameter that claims to be trained",
                "Let a step update it, or set requires_grad to false and describe it as frozen."
            );
        return losses;
    }
}
