using Backbones.Sam2;
using DeferredSeg.Abstractions.Backbones;

namespace DeferredSeg.Bench.Bodies;

/// <summary>The image encoder of plugins/Backbones.Sam2 with its pyramid, in published sizes.</summary>
internal static class Sam2Bodies
{
    private const int Size = 1024;

    /// <summary>One image.</summary>
    public static Action<int> Encoder(HieraSize encoder, EncoderPrecision precision = EncoderPrecision.Float32)
    {
        var backbone = new Sam2Backbone(new(encoder, Precision: precision));
        backbone.Module.eval();
        var image = rand(1, 3, Size, Size);
        return Repeat.InScopes(
            () =>
            {
                using var frozen = inference_mode();
                using var embedding = backbone.Encode(image, EncodeRequest.None);
            },
            1
        );
    }
}
