using DeferredSeg.Abstractions.Backbones;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>
/// A guarded backbone as a plugin that wraps it sees it: its calls are guarded as the host's own are, and it stays the host's, whatever the plugin disposes.
/// </summary>
internal class LentBackbone : ISegmentorBackbone
{
    private readonly GuardedBackbone _backbone;
    private readonly BackboneDescription _description;

    private LentBackbone(GuardedBackbone backbone)
    {
        _backbone = backbone;
        // Routing channels would have to be added before weights are loaded, and its assumptions were told when it was made.
        _description = backbone.Description with
        {
            RoutesNatively = false,
            Assumptions = [],
        };
    }

    /// <summary>Lends a backbone, with the optional abilities that it has.</summary>
    public static LentBackbone Of(GuardedBackbone backbone) =>
        (backbone.ImagePreprocessing is not null, backbone.PromptableDecoder is not null, backbone is ITrainableBackbone) switch
        {
            (false, false, false) => new(backbone),
            (true, false, false) => new Preparing(backbone),
            (false, true, false) => new Prompted(backbone),
            (false, false, true) => new Trained(backbone),
            (true, true, false) => new PreparingPrompted(backbone),
            (true, false, true) => new PreparingTrained(backbone),
            (false, true, true) => new PromptedTrained(backbone),
            (true, true, true) => new PreparingPromptedTrained(backbone),
        };

    public BackboneDescription Describe() => _description;

    public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default) => _backbone.Encode(images, request, cancellation);

    public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default) =>
        _backbone.Decode(embedding, prompts, cancellation);

    public void Dispose() => GC.SuppressFinalize(this);

    /// <summary>What all with abilities are made of.</summary>
    private interface ILent
    {
        GuardedBackbone Lent { get; }
    }

    /// <summary>One whose network prepares images itself.</summary>
    private interface IPreparing : ILent, IImagePreprocessing
    {
        Tensor IImagePreprocessing.Preprocess(Tensor image, int height, int width) => Lent.ImagePreprocessing!.Preprocess(image, height, width);
    }

    /// <summary>One whose network offers its decoder in steps.</summary>
    private interface IPrompted : ILent, IPromptableDecoder
    {
        PromptTokens IPromptableDecoder.EncodePrompts(Embedding embedding, PromptBatch prompts, CancellationToken cancellation) =>
            Lent.PromptableDecoder!.EncodePrompts(embedding, prompts, cancellation);

        MixedTokens IPromptableDecoder.Mix(Embedding embedding, PromptBatch prompts, PromptTokens tokens, CancellationToken cancellation) =>
            Lent.PromptableDecoder!.Mix(embedding, prompts, tokens, cancellation);

        SegmentationOutput IPromptableDecoder.Project(Embedding embedding, PromptBatch prompts, MixedTokens mixed, CancellationToken cancellation) =>
            Lent.PromptableDecoder!.Project(embedding, prompts, mixed, cancellation);
    }

    /// <summary>One whose network can be trained.</summary>
    private interface ITrained : ILent, ITrainableBackbone
    {
        torch.nn.Module ITrainableBackbone.Module => ((ITrainableBackbone)Lent).Module;
    }

    private class Able(GuardedBackbone backbone) : LentBackbone(backbone), ILent
    {
        GuardedBackbone ILent.Lent => _backbone;
    }

    private sealed class Preparing(GuardedBackbone backbone) : Able(backbone), IPreparing;

    private sealed class Prompted(GuardedBackbone backbone) : Able(backbone), IPrompted;

    private sealed class Trained(GuardedBackbone backbone) : Able(backbone), ITrained;

    private sealed class PreparingPrompted(GuardedBackbone backbone) : Able(backbone), IPreparing, IPrompted;

    private sealed class PreparingTrained(GuardedBackbone backbone) : Able(backbone), IPreparing, ITrained;

    private sealed class PromptedTrained(GuardedBackbone backbone) : Able(backbone), IPrompted, ITrained;

    private sealed class PreparingPromptedTrained(GuardedBackbone backbone) : Able(backbone), IPreparing, IPrompted, ITrained;
}
