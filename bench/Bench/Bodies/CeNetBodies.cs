using Backbones.CeNet;
using DeferredSeg.Abstractions.Backbones;

namespace DeferredSeg.Bench.Bodies;

/// <summary>The network of plugins/Backbones.CeNet with its defaults, PVTv2-B2, at 224 by 224.</summary>
internal static class CeNetBodies
{
    private const int Size = 224;

    /// <summary>One image.</summary>
    public static Action<int> Forward(EncoderPrecision precision = EncoderPrecision.Float32)
    {
        var backbone = new CeNetBackbone(new CeNetOptions(Precision: precision));
        backbone.Module.eval();
        var image = randn(1, 3, Size, Size);
        return Repeat.InScopes(
            () =>
            {
                using var frozen = inference_mode();
                using var embedding = backbone.Encode(image, EncodeRequest.None);
                using var output = backbone.Decode(embedding, PromptBatch.None);
            },
            1
        );
    }

    /// <summary>Two images.</summary>
    public static Action<int> Step()
    {
        var backbone = new CeNetBackbone(new CeNetOptions());
        backbone.Module.train();
        Tensor images = randn(2, 3, Size, Size),
            masks = randn(2, 1, Size, Size).gt(0).to(ScalarType.Float32);
        return TrainingStep.Of(
            () =>
            {
                var embedding = backbone.Encode(images, EncodeRequest.None);
                return functional.binary_cross_entropy_with_logits(backbone.Decode(embedding, PromptBatch.None).Logits, masks);
            },
            backbone.Module.parameters(),
            1e-4
        );
    }
}
