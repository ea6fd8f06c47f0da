using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Randomness;
using Modules.Spa.Candidates;
using Modules.Spa.Layers;
using Modules.Spa.Preferences;

namespace Modules.Spa;

/// <summary>
/// The updates as the published program orders them: what segments first; then, after a click that the truth answers, means and variances; then the weights.
/// One preference holds for all images of a batch, and their predictions are clustered together.
/// </summary>
internal sealed class PublishedObjective(SpaDecoder decoder, SpaNetwork layers, SpaOptions options)
{
    /// <summary>The updates, three a round. What it keeps between them lies in the caller's dispose scope.</summary>
    /// <inheritdoc cref="IOwnObjective.Objective"/>
    public IEnumerable<ObjectiveStep> Steps(Embedding embedding, PromptBatch prompts, Tensor target, StableRandom random, CancellationToken cancellation)
    {
        var batch = new SpaBatch(embedding, prompts, target);
        var (means, mixing) = layers.Generators;
        string[] others = [.. layers.named_parameters().Select(entry => entry.name).Where(name => !name.StartsWith(means) && !name.StartsWith(mixing))];
        var weights = Enumerable.Repeat(layers.FirstWeights(options.Seed), batch.Count).ToArray();
        for (var round = 0; round < options.TrainingIterations; round++)
        {
            var stream = (string what, int image) => StableRandom.Of((long)random.Bits(round), "spa", what, $"{image}");
            var first = Preferred(batch, weights, cancellation);
            var seen = Predictions(batch, first.Detached(), i => stream("segmentation", i), cancellation);
            yield return new(Loss(seen, target), others);
            (weights, var clicks, var chosen) = Choose(batch, seen, target, first, i => stream("click", i));
            for (var i = 0; i < batch.Count; i++)
                batch.Feed(i, (null, clicks[i]));
            var second = Preferred(batch, weights, cancellation);
            var after = Predictions(batch, second, i => stream("means", i), cancellation);
            yield return new(Loss(after, target), [means]);
            var third = Preferred(batch, weights, cancellation);
            yield return new(WeightLoss(chosen, target, second, third), [mixing]);
        }
    }

    /// <summary>The preference of all images, with its graph.</summary>
    private PreferenceMixture Preferred(SpaBatch batch, double[][] weights, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var tokens = Enumerable.Range(0, batch.Count).Select(i => decoder.Interact(batch.Images[i], batch.Prompts[i], cancellation)).ToList();
        using var all = new PromptTokens(cat([.. tokens.Select(one => one.Sparse)], 0), cat([.. tokens.Select(one => one.Dense)], 0));
        var mixture = layers.Prefer(all, weights);
        return new(mixture.Weights.MoveToOuterDisposeScope(), mixture.Means.MoveToOuterDisposeScope(), mixture.Variances.MoveToOuterDisposeScope());
    }

    /// <summary>Logits of all draws and images, <c>[N, B, 1, H, W]</c>.</summary>
    private Tensor Predictions(SpaBatch batch, PreferenceMixture mixture, Func<int, StableRandom> random, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var images = Enumerable
            .Range(0, batch.Count)
            .Select(i =>
            {
                using var tokens = decoder.Interact(batch.Images[i], batch.Prompts[i], cancellation);
                var preferences = decoder.Draw(mixture, batch.Images[i], options.TrainingDraws ?? options.Draws, random(i));
                return decoder.Predict(batch.Images[i], batch.Prompts[i], tokens, preferences, cancellation).Logits;
            });
        return stack([.. images], 1).MoveToOuterDisposeScope();
    }

    private static Tensor Loss(Tensor logits, Tensor target)
    {
        using var scope = NewDisposeScope();
        var seen = Prediction.Resized(target, (int)logits.shape[^2], (int)logits.shape[^1]);
        return Prediction.PublishedCrossEntropy(logits, seen).MoveToOuterDisposeScope();
    }

    /// <summary>The weights that the chosen cluster asks for, a telling pixel, and the cluster's mean, of each image.</summary>
    private (double[][] Weights, SessionClick[] Clicks, double[][] Chosen) Choose(
        SpaBatch batch,
        Tensor logits,
        Tensor target,
        PreferenceMixture mixture,
        Func<int, StableRandom> random
    )
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        var (height, width) = ((int)target.shape[^2], (int)target.shape[^1]);
        var predictions = Prediction.Standardised(Prediction.Resized(logits.detach(), height, width));
        var points = SpaDecoder.Points(predictions);
        var groups = decoder.Cluster(points, options.TrainingCandidates, random(-1));
        var wanted = SpaDecoder.Points(target.unsqueeze(0))[0];
        var (chosen, others) = TellingPixels.Means(points, groups.Labels, KMeans.Nearest(groups.Centroids, wanted));
        using var precise = mixture.Precise();
        var (weights, clicks, length) = (new double[batch.Count][], new SessionClick[batch.Count], height * width);
        for (var i = 0; i < batch.Count; i++)
        {
            var range = (i * length)..((i + 1) * length);
            var places = TellingPixels.Of(chosen[range], others[range]);
            var place = places[random(i).Below(0, places.Length)];
            clicks[i] = new(place % width, place / width, wanted[range][place] > 0.5);
            weights[i] = Asked(precise, tensor(chosen[range]));
        }
        return (weights, clicks, [.. Enumerable.Range(0, batch.Count).Select(i => chosen[(i * length)..((i + 1) * length)])]);
    }

    /// <summary>The weights that the chosen cluster asks for after the update, through the network, towards those that the truth asks for.</summary>
    private Tensor WeightLoss(double[][] chosen, Tensor target, PreferenceMixture second, PreferenceMixture third)
    {
        using var scope = NewDisposeScope();
        using var current = new PreferenceMixture(second.Weights.alias(), third.Means.alias(), third.Variances.alias());
        using var precise = current.Precise();
        Tensor All(Func<int, Tensor> mask) =>
            stack([.. Enumerable.Range(0, chosen.Length).Select(i => Responsibilities.Weights(precise, mask(i), options.ResponsibilityKind))], 0)
                .to(second.Weights.dtype)
                .to(second.Weights.device);
        var wanted = All(i => target[i].flatten().to(ScalarType.Float64).cpu());
        return functional.mse_loss(layers.WeightsOf(All(i => tensor(chosen[i]))), wanted).MoveToOuterDisposeScope();
    }

    private double[] Asked(PreferenceMixture precise, Tensor mask)
    {
        using var scope = NewDisposeScope();
        return Responsibilities.Weights(precise, mask, options.ResponsibilityKind).data<double>().ToArray();
    }
}
