using DeferredSeg.Abstractions.Backbones;
using Modules.SafeClick.Layers;

namespace Modules.SafeClick;

/// <summary>
/// A prompted network with SafeClick between its decoder's steps: what tokens and image become by looking at each other goes through the experts'
/// consensus before it is projected to masks. Tokens, scores and finer maps stay the network's.
/// </summary>
/// <remarks>The embedding is the network's, and <c>safeclick_intermediate</c>, the map that the first expert asks from.</remarks>
internal class SafeClickBackbone : ITrainableBackbone, IPromptableDecoder
{
    private const string Intermediate = "safeclick_intermediate";

    private readonly ISegmentorBackbone _network;
    private readonly IPromptableDecoder _decoder;
    private readonly SafeClickPlace _place;
    private readonly SafeClickLayers _layers;
    private readonly SafeClickNetwork _module;
    private readonly BackboneDescription _description;

    /// <param name="network">The network, which stays the host's; its parameters are frozen where SafeClick is trained alone.</param>
    /// <param name="options">The choices.</param>
    /// <param name="device">Where the network lies.</param>
    /// <exception cref="ArgumentException">The network has no prompted decoder, or the options do not fit it.</exception>
    protected SafeClickBackbone(ISegmentorBackbone network, SafeClickOptions options, Device device)
    {
        (_network, _decoder, _place) = (network, (network as IPromptableDecoder)!, SafeClickPlace.In(network, options));
        _layers = new(options, _place.Embedding.Channels, _place.Intermediate?.Channels ?? 0, _place.Stride);
        _layers.to(device);
        var wrapped = (network as ITrainableBackbone)?.Module;
        _module = new(_layers, wrapped);
        _description = Description(network.Describe(), options.Trains, wrapped is not null);
        if (options.Trains != SafeClickTraining.Module || wrapped is null)
            return;
        foreach (var parameter in wrapped.parameters())
            parameter.requires_grad = false;
    }

    /// <summary>Puts SafeClick around a network; it prepares images where the network does.</summary>
    /// <inheritdoc cref="SafeClickBackbone(ISegmentorBackbone, SafeClickOptions, Device)"/>
    public static SafeClickBackbone Of(ISegmentorBackbone network, SafeClickOptions options, Device device) =>
        network is IImagePreprocessing ? new Preparing(network, options, device) : new SafeClickBackbone(network, options, device);

    public Module Module => _module;

    public BackboneDescription Describe() => _description;

    public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        _description.Input.Check(images);
        request.Check(SafeClickFactory.Name, _description.Features);
        using var scope = NewDisposeScope();
        var wanted = _place.Intermediate is { } map ? new EncodeRequest([.. request.FeatureNames.Append(map.Name).Distinct()]) : request;
        var entries = new List<(string Name, Tensor Tensor)>();
        // Its tensors are taken over, one of them under another name.
        var embedding = _network.Encode(images, wanted, cancellation);
        foreach (var name in embedding.Names)
        {
            var isIntermediate = name == _place.Intermediate?.Name;
            if (isIntermediate && request.FeatureNames.Contains(name))
                entries.Add((Intermediate, embedding[name].alias()));
            entries.Add((isIntermediate && !request.FeatureNames.Contains(name) ? Intermediate : name, embedding[name]));
        }
        foreach (var (_, entry) in entries)
            entry.MoveToOuterDisposeScope();
        return new(entries);
    }

    public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        using var tokens = EncodePrompts(embedding, prompts, cancellation);
        using var mixed = Mix(embedding, prompts, tokens, cancellation);
        return Project(embedding, prompts, mixed, cancellation);
    }

    public PromptTokens EncodePrompts(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default)
    {
        using var own = Own(embedding);
        return _decoder.EncodePrompts(own, prompts, cancellation);
    }

    public MixedTokens Mix(Embedding embedding, PromptBatch prompts, PromptTokens tokens, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        using var own = Own(embedding);
        var mixed = _decoder.Mix(own, prompts, tokens, cancellation);
        // The tokens are handed on; the image is replaced.
        using var image = mixed.Image;
        try
        {
            cancellation.ThrowIfCancellationRequested();
            var said = _layers.Say(_place.Intermediate is null ? null : embedding[Intermediate], embedding[_place.Embedding.Name]);
            var enhanced = _layers.Agree(prompts.Select(said), image);
            return new(mixed.Tokens.MoveToOuterDisposeScope(), enhanced.MoveToOuterDisposeScope());
        }
        catch
        {
            mixed.Tokens.Dispose();
            throw;
        }
    }

    public SegmentationOutput Project(Embedding embedding, PromptBatch prompts, MixedTokens mixed, CancellationToken cancellation = default)
    {
        using var own = Own(embedding);
        return _decoder.Project(own, prompts, mixed, cancellation);
    }

    /// <summary>SafeClick's layers; the network is the host's.</summary>
    public virtual void Dispose()
    {
        _layers.Dispose();
        _module.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Aliases of what is the network's own in an embedding.</summary>
    private static Embedding Own(Embedding embedding) =>
        new(embedding.Names.Where(name => name != Intermediate).Select(name => (name, embedding[name].alias())));

    private static BackboneDescription Description(BackboneDescription network, SafeClickTraining trains, bool isStored)
    {
        string Inside(string part) => $"{SafeClickNetwork.Wrapped}.{part}";
        return network with
        {
            Id = SafeClickFactory.Name,
            Version = typeof(SafeClickBackbone).Assembly.GetName().Version?.ToString(3) ?? "",
            RoutesNatively = false,
            Assumptions = [],
            FrozenParts =
                !isStored ? []
                : trains == SafeClickTraining.Module ? [Inside("")]
                : [.. network.FrozenParts.Select(Inside)],
            Citation =
                "Y. Gao, J. Sheng, W. Wu, H. Li, Y. Dong, C. Ge, F. Yuan, X. Gao: SafeClick: Error-Tolerant Interactive Segmentation of Any "
                + "Medical Volumes via "
                + $"Hierarchical Expert Consensus. MICCAI 2025.{(network.Citation is { } more ? $" {more}" : "")}",
        };
    }

    /// <summary>Around a network that prepares images.</summary>
    private sealed class Preparing(ISegmentorBackbone network, SafeClickOptions options, Device device)
        : SafeClickBackbone(network, options, device),
            IImagePreprocessing
    {
        public Tensor Preprocess(Tensor image, int height, int width) => ((IImagePreprocessing)_network).Preprocess(image, height, width);
    }
}
