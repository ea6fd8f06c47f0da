using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Randomness;
using Modules.Spa.Candidates;
using Modules.Spa.Layers;
using Modules.Spa.Preferences;

namespace Modules.Spa;

/// <summary>
/// Algorithm 1 on a batch: in each round means and variances are updated, then weights towards the E-step, then all that segments; then the simulated user
/// chooses a candidate, which is the next round's interaction. The printed signs ascend; these descend.
/// </summary>
internal sealed class SpaObjective(SpaDecoder decoder, SpaNetwork layers, SpaOptions options, PromptKinds kinds)
{
    /// <summary>The updates, three a round. What it keeps between them lies in the caller's dispose scope.</summary>
    /// <inheritdoc cref="IOwnObjective.Objective"/>
    public IEnumerable<ObjectiveStep> Steps(Embedding embedding, PromptBatch prompts, Tensor target, StableRandom random, CancellationToken cancellation)
    {
        var batch = new SpaBatch(embedding, prompts, target);
        var (means, mixing) = layers.Generators;
        string[] others = [.. layers.named_parameters().Select(entry => entry.name).Where(name => !name.StartsWith(means) && !name.StartsWith(mixing))];
        for (var round = 0; round < options.TrainingIterations; round++)
        {
            var stream = (string what, int image) => StableRandom.Of((long)random.Bits(round), "spa", what, $"{image}");
            yield return new(batch.Mean(i => Loss(batch, i, stream("means", i), isConstant: false, cancellation)), [means]);
            yield return new(batch.Mean(i => WeightLoss(batch, i, cancellation)), [mixing]);
            // The candidates are of this interaction and preference, seen through what the last update makes of the network.
            var before = Enumerable.Range(0, batch.Count).Select(i => Preferred(batch, i, cancellation)).ToList();
            yield return new(batch.Mean(i => Loss(batch, i, stream("segmentation", i), isConstant: true, cancellation)), others);
            for (var i = 0; i < batch.Count; i++)
                batch.Feed(i, Choose(batch, i, before[i].Tokens, before[i].Mixture, what => stream(what, i), cancellation));
        }
    }

    private int Draws => options.TrainingDraws ?? options.Draws;

    private Tensor Loss(SpaBatch batch, int i, StableRandom random, bool isConstant, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var tokens = decoder.Interact(batch.Images[i], batch.Prompts[i], cancellation);
        using var mixture = layers.Prefer(tokens);
        using var constant = isConstant ? mixture.Detached() : null;
        var preferences = decoder.Draw(constant ?? mixture, batch.Images[i], Draws, random);
        var (logits, _) = decoder.Predict(batch.Images[i], batch.Prompts[i], tokens, preferences, cancellation);
        return Prediction.CrossEntropy(logits, batch.Truth[i]).MoveToOuterDisposeScope();
    }

    private Tensor WeightLoss(SpaBatch batch, int i, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var tokens = decoder.Interact(batch.Images[i], batch.Prompts[i], cancellation);
        using var mixture = layers.Prefer(tokens);
        using var precise = mixture.Precise();
        var wanted = Responsibilities.Weights(precise, batch.Pixels(i), options.ResponsibilityKind).to(mixture.Weights.dtype).to(mixture.Weights.device);
        return functional.mse_loss(mixture.Weights, wanted).MoveToOuterDisposeScope();
    }

    private (PromptTokens Tokens, PreferenceMixture Mixture) Preferred(SpaBatch batch, int i, CancellationToken cancellation)
    {
        using var frozen = no_grad();
        var tokens = decoder.Interact(batch.Images[i], batch.Prompts[i], cancellation);
        return (tokens, layers.Prefer(tokens));
    }

    private (Tensor? Mask, SessionClick? Click) Choose(
        SpaBatch batch,
        int i,
        PromptTokens tokens,
        PreferenceMixture mixture,
        Func<string, StableRandom> stream,
        CancellationToken cancellation
    )
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var preferences = decoder.Draw(mixture, batch.Images[i], Draws, stream("choice"));
        var (logits, _) = decoder.Predict(batch.Images[i], batch.Prompts[i], tokens, preferences, cancellation);
        var coarse = decoder.Coarse(logits, batch.Images[i]);
        var points = SpaDecoder.Points(coarse);
        var groups = decoder.Cluster(points, options.TrainingCandidates, stream("groups"));
        var (height, width) = ((int)coarse.shape[2], (int)coarse.shape[3]);
        var wanted = SpaDecoder.Points(Prediction.Resized(batch.Truth[i].unsqueeze(0), height, width))[0];
        double[] compared =
            options.ChoiceKind == SpaChoice.Truth
                ? wanted
                : [.. SpaDecoder.Points(coarse.mean([0L], keepdim: true))[0].Select(probability => probability > 0.5 ? 1.0 : 0)];
        var chosen = Candidate.Nearest(Candidate.Of(points, groups, options.CandidateOf), compared);
        if (options.FeedbackKind == SpaFeedback.Mask && kinds.HasFlag(PromptKinds.Mask))
            return (decoder.MaskPrompt(chosen.Probabilities, batch.Images[i]).MoveToOuterDisposeScope(), null);
        var (inside, others) = TellingPixels.Means(points, groups.Labels, chosen.Group);
        var places = TellingPixels.Of(inside, others);
        var place = places[stream("click").Below(0, places.Length)];
        return (null, decoder.Click(place, width, wanted[place] > 0.5));
    }
}

/// <summary>A batch that is trained on, image by image. Its tensors lie in the scope in which it was made, or in which something was fed back.</summary>
internal sealed class SpaBatch
{
    /// <param name="embedding">Of the batch.</param>
    /// <param name="prompts">One result an image.</param>
    /// <param name="target"><c>[B, 1, H, W]</c>.</param>
    public SpaBatch(Embedding embedding, PromptBatch prompts, Tensor target)
    {
        Count = (int)target.shape[0];
        Images = [.. Enumerable.Range(0, Count).Select(i => SpaRow.Embedding(embedding, i))];
        Prompts = [.. Enumerable.Range(0, Count).Select(i => SpaRow.Prompts(prompts, i))];
        Truth = [.. Enumerable.Range(0, Count).Select(i => target[i])];
    }

    /// <summary>B.</summary>
    public int Count { get; }

    /// <summary>The images' embeddings.</summary>
    public Embedding[] Images { get; }

    /// <summary>What was fed back so far, of each image.</summary>
    public PromptBatch[] Prompts { get; }

    /// <summary>The masks that are wanted, <c>[1, H, W]</c> each.</summary>
    public Tensor[] Truth { get; }

    /// <summary>The mean of the images' losses.</summary>
    public Tensor Mean(Func<int, Tensor> loss)
    {
        using var scope = NewDisposeScope();
        return stack([.. Enumerable.Range(0, Count).Select(loss)]).mean().MoveToOuterDisposeScope();
    }

    /// <summary>A wanted mask as numbers, float64 <c>[H W]</c>.</summary>
    public Tensor Pixels(int i)
    {
        using var scope = NewDisposeScope();
        return Truth[i].flatten().to(ScalarType.Float64).cpu().MoveToOuterDisposeScope();
    }

    /// <summary>Feeds a choice back: as the next mask prompt, or as one more click. What is kept of it lies in the caller's scope.</summary>
    public void Feed(int i, (Tensor? Mask, SessionClick? Click) choice)
    {
        using var scope = NewDisposeScope();
        var before = Prompts[i];
        if (choice.Mask is { } mask)
            Prompts[i] = before with { Masks = mask };
        if (choice.Click is not { } click)
            return;
        var device = Truth[i].device;
        var point = tensor([click.X, click.Y], [1, 1, 2], device: device);
        var label = tensor([click.IsInside ? 1L : 0], [1, 1], device: device);
        Prompts[i] = before with
        {
            Points = (before.Points is { } points ? cat([points, point], 1) : point).MoveToOuterDisposeScope(),
            PointLabels = (before.PointLabels is { } labels ? cat([labels, label], 1) : label).MoveToOuterDisposeScope(),
        };
    }
}
