using DeferredSeg.Abstractions.Backbones;
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
    public static LentBackbone Of(GuardedBackbone backbone) => backbone.ImagePreprocessing is null ? new(backbone) : new Preparing(backbone);

    public BackboneDescription Describe() => _description;

    public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default) => _backbone.Encode(images, request, cancellation);

    public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default) =>
        _backbone.Decode(embedding, prompts, cancellation);

    public void Dispose() => GC.SuppressFinalize(this);

    /// <summary>One whose network prepares images itself.</summary>
    private sealed class Preparing(GuardedBackbone backbone) : LentBackbone(backbone), IImagePreprocessing
    {
        public Tensor Preprocess(Tensor image, int height, int width) => _backbone.ImagePreprocessing!.Preprocess(image, height, width);
    }
}
