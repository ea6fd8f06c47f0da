using Backbones.MedSam;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Deferral.Losses;

namespace DeferredSeg.Bench.Bodies;

/// <summary>The network of plugins/Backbones.MedSam with its defaults, the published ViT-B.</summary>
internal static class MedSamBodies
{
    private const int Size = 1024;
    private const int Grid = 64;
    private const int Channels = 256;

    /// <summary>One image.</summary>
    public static Action<int> Encoder(int size, EncoderPrecision precision = EncoderPrecision.Float32)
    {
        var backbone = Backbone(precision);
        var image = rand(1, 3, size, size);
        return Repeat.InScopes(
            () =>
            {
                using var frozen = inference_mode();
                using var embedding = backbone.Encode(image, EncodeRequest.None);
            },
            1
        );
    }

    /// <summary>One box: prompt encoder and decoder, to logits of a quarter of the input's size.</summary>
    public static Action<int> Decoder()
    {
        var backbone = Backbone();
        var (image, prompts) = (randn(1, Channels, Grid, Grid), Boxes(1));
        return Repeat.InScopes(
            () =>
            {
                using var frozen = inference_mode();
                SmallLogits(backbone.Network, image, prompts);
            },
            1
        );
    }

    /// <summary>The same, a loss on these logits, and the gradients of the decoder.</summary>
    public static Action<int> DecoderBackward()
    {
        var backbone = Backbone();
        var (image, prompts) = (randn(1, Channels, Grid, Grid), Boxes(1));
        var target = randn(1, 1, Size / 4, Size / 4).gt(0).to(ScalarType.Float32);
        var optimizer = optim.AdamW(Trained(backbone), 1e-4, weight_decay: 0.01);
        return Repeat.InScopes(
            () =>
            {
                var loss = functional.binary_cross_entropy_with_logits(SmallLogits(backbone.Network, image, prompts), target);
                loss.ToDouble();
                optimizer.zero_grad();
                loss.backward();
            },
            1
        );
    }

    /// <summary>A step of DeferredSeg with three experts on two kept embeddings: decoder, routing, logits of the input's size, Eq. 10, AdamW.</summary>
    public static Action<int> DeferralStep()
    {
        const int images = 2,
            experts = 3;
        var backbone = Backbone();
        backbone.AddRoutingChannels(experts);
        backbone.Module.train();
        var embedding = new Embedding([("image_embedding", randn(images, Channels, Grid, Grid))]);
        var prompts = Boxes(images);
        Tensor target = randint(0, 2, [images, 1, Size, Size], ScalarType.Byte),
            answers = randint(0, 2, [images, experts, Size, Size], ScalarType.Byte);
        return TrainingStep.Of(
            () =>
            {
                var output = backbone.Decode(embedding, prompts);
                return DeferralLosses.Total(output.Logits, output.RoutingLogits!, output.PredictorLogit, target, answers).Total;
            },
            Trained(backbone),
            1e-4
        );
    }

    private static MedSamBackbone Backbone(EncoderPrecision precision = EncoderPrecision.Float32)
    {
        var backbone = new MedSamBackbone(new MedSamOptions(Precision: precision));
        backbone.Module.eval();
        return backbone;
    }

    private static TorchSharp.Modules.Parameter[] Trained(MedSamBackbone backbone) =>
        [.. backbone.Module.parameters().Where(parameter => parameter.requires_grad)];

    private static PromptBatch Boxes(int count) => new() { Boxes = tensor([200f, 240, 700, 820]).repeat(count, 1) };

    private static Tensor SmallLogits(MedSamNetwork network, Tensor image, PromptBatch prompts)
    {
        using var tokens = network.EncodePrompts(prompts, 1, Grid, Grid);
        using var mixed = network.Mix(image, tokens);
        return network.Project(mixed).Logits;
    }
}
