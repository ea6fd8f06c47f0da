using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Randomness;
using Modules.Spa.Candidates;
using Modules.Spa.Layers;

namespace Modules.Spa;

/// <summary>
/// A prompted network with SPA before its decoder. Without a conversation its answer is that of the first round: the logit of the mean probability of N
/// draws.
/// </summary>
/// <remarks>
/// Extras: <c>mean</c> and <c>spread</c> of the draws' probabilities. Hypotheses, where all are asked for, are the draws. Features are the mean of the
/// decoder's last maps.
/// </remarks>
internal class SpaBackbone : ITrainableBackbone, IInteractiveBackbone, IOwnObjective
{
    private readonly ISegmentorBackbone _network;
    private readonly SpaOptions _options;
    private readonly SpaNetwork _module;
    private readonly SpaDecoder _decoder;
    private readonly BackboneDescription _description;

    /// <param name="network">The network, which stays the host's; its parameters are frozen where SPA is trained alone.</param>
    /// <param name="options">The choices.</param>
    /// <param name="device">Where the network lies.</param>
    /// <exception cref="ArgumentException">The network has no prompted decoder, several classes, or an image of the decoder that it does not name.</exception>
    protected SpaBackbone(ISegmentorBackbone network, SpaOptions options, Device device)
    {
        (_network, _options) = (network, options);
        var place = Place(network);
        var wrapped = (network as ITrainableBackbone)?.Module;
        _module = new(options, place.Channels, wrapped);
        _module.to(device);
        _decoder = new(network, _module, options);
        _description = Description(network.Describe(), options, wrapped is not null);
        if (options.Trains != SpaTraining.Module || wrapped is null)
            return;
        foreach (var parameter in wrapped.parameters())
            parameter.requires_grad = false;
    }

    /// <summary>Puts SPA around a network; it prepares images where the network does.</summary>
    /// <inheritdoc cref="SpaBackbone(ISegmentorBackbone, SpaOptions, Device)"/>
    public static SpaBackbone Of(ISegmentorBackbone network, SpaOptions options, Device device) =>
        network is IImagePreprocessing ? new Preparing(network, options, device) : new SpaBackbone(network, options, device);

    public Module Module => _module;

    public BackboneDescription Describe() => _description;

    public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default) => _network.Encode(images, request, cancellation);

    public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var images = embedding[embedding.Names[0]].shape[0];
        var results = prompts.Count((int)images);
        if (results == 0)
            return _network.Decode(embedding, prompts, cancellation);
        var rows = Enumerable.Range(0, results).Select(row => Row(embedding, prompts, row, cancellation)).ToList();
        Tensor All(Func<(Tensor Logits, Tensor? Features), Tensor> of) => cat([.. rows.Select(of)], 0).MoveToOuterDisposeScope();
        var probabilities = rows.Select(row => row.Logits.sigmoid()).ToList();
        return new(All(row => Prediction.Logit(row.Logits).unsqueeze(0)), rows[0].Features is null ? null : All(row => row.Features!))
        {
            Hypotheses = prompts.AllHypotheses ? All(row => row.Logits.unsqueeze(0)) : null,
            Extras = new Dictionary<string, Tensor>
            {
                [SegmentationOutput.Mean] = cat([.. probabilities.Select(one => one.mean([0L], keepdim: true))], 0).MoveToOuterDisposeScope(),
                [SegmentationOutput.Spread] = cat([.. probabilities.Select(one => one.std([0L], unbiased: false, keepdim: true))], 0).MoveToOuterDisposeScope(),
            },
        };
    }

    public IInteractiveSession Begin(Embedding embedding, PromptBatch prompts, long seed) =>
        SpaSession.Begin(_decoder, _module, _options, _description.Prompts, embedding, prompts, seed);

    public IInteractiveSession Restore(Embedding embedding, ReadOnlySpan<byte> state) =>
        SpaSession.Restore(_decoder, _module, _options, _description.Prompts, embedding, state);

    public IEnumerable<ObjectiveStep> Objective(
        Embedding embedding,
        PromptBatch prompts,
        Tensor target,
        StableRandom random,
        CancellationToken cancellation = default
    ) =>
        _options.IsOfficial
            ? new PublishedObjective(_decoder, _module, _options).Steps(embedding, prompts, target, random, cancellation)
            : new SpaObjective(_decoder, _module, _options, _description.Prompts).Steps(embedding, prompts, target, random, cancellation);

    /// <summary>SPA's layers; the network is the host's.</summary>
    public virtual void Dispose()
    {
        _module.Dispose();
        GC.SuppressFinalize(this);
    }

    private (Tensor Logits, Tensor? Features) Row(Embedding embedding, PromptBatch prompts, int row, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        using var own = SpaRow.Embedding(embedding, prompts.ImageIndex?[row] ?? row);
        var asked = SpaRow.Prompts(prompts, row);
        using var tokens = _decoder.Interact(own, asked, cancellation);
        using var mixture = _module.Prefer(tokens, _module.FirstWeights(_options.Seed));
        var draws = _module.training ? _options.TrainingDraws ?? _options.Draws : _options.Draws;
        var preferences = _decoder.Draw(mixture, own, draws, StableRandom.Of(_options.Seed, "spa", "round", "0"));
        var (logits, features) = _decoder.Predict(own, asked, tokens, preferences, cancellation);
        return (logits.MoveToOuterDisposeScope(), features?.MoveToOuterDisposeScope());
    }

    private static FeatureMap Place(ISegmentorBackbone network)
    {
        var description = network.Describe();
        if (network is not IPromptableDecoder)
            throw new ArgumentException($"it sits before a prompted decoder, and the network {description.Id} has none; expected such as MedSam or Sam2.");
        if (description.Input.SpatialAxes != 2 || description.Classes != 1)
            throw new ArgumentException(
                $"it takes images of two axes and one class, and the network {description.Id} has {description.Input.SpatialAxes} and {description.Classes}."
            );
        return description.DecoderImage
            ?? throw new ArgumentException(
                $"the network {description.Id} does not say which entry of its embedding the decoder looks at; its description has no DecoderImage."
            );
    }

    private static BackboneDescription Description(BackboneDescription network, SpaOptions options, bool isStored)
    {
        string Inside(string part) => $"{SpaNetwork.Wrapped}.{part}";
        return network with
        {
            Id = SpaFactory.Name,
            Version = typeof(SpaBackbone).Assembly.GetName().Version?.ToString(3) ?? "",
            RoutesNatively = false,
            HasPasses = true,
            DecoderImage = null,
            Assumptions = [],
            FrozenParts =
                !isStored ? []
                : options.Trains == SpaTraining.Module ? [Inside("")]
                : [.. network.FrozenParts.Select(Inside)],
            Citation =
                "J. Zhu, J. Wu, C. Ouyang, K. Kamnitsas, J. A. Noble: SPA: Efficient User-Preference Alignment against Uncertainty in Medical Image "
                + $"Segmentation. 2024.{(network.Citation is { } more ? $" {more}" : "")}",
        };
    }

    /// <summary>Around a network that prepares images.</summary>
    private sealed class Preparing(ISegmentorBackbone network, SpaOptions options, Device device) : SpaBackbone(network, options, device), IImagePreprocessing
    {
        public Tensor Preprocess(Tensor image, int height, int width) => ((IImagePreprocessing)_network).Preprocess(image, height, width);
    }
}

/// <summary>One image, and one row of prompts, of several.</summary>
internal static class SpaRow
{
    /// <summary>One image of an embedding; the caller's to dispose.</summary>
    public static Embedding Embedding(Embedding embedding, int image) => new(embedding.Names.Select(name => (name, embedding[name].narrow(0, image, 1))));

    /// <summary>One row of prompts, in the caller's dispose scope.</summary>
    public static PromptBatch Prompts(PromptBatch prompts, int row) => prompts.Map(tensor => tensor.narrow(0, row, 1)) with { ImageIndex = null };
}
