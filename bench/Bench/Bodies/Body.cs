using Backbones.Sam2;
using Backbones.UNet;
using DeferredSeg.Abstractions.Backbones;

namespace DeferredSeg.Bench.Bodies;

/// <summary>What each row runs: given a number, it makes so many calls. bench/python holds the same bodies.</summary>
internal static class Body
{
    public static Action<int> Of(string id) =>
        id switch
        {
            "add" => Operators.Add(),
            "add_" => Operators.AddInPlace(),
            "linear4" => Operators.SmallLinear(),
            "reshape" => Operators.Reshape(),
            "item" => Operators.Item(),
            "shape" => Operators.Shape(),
            "backward" => Operators.TinyGraph(),
            "module" => Operators.SmallModules(),
            "adamw" => Operators.AdamWStep(),
            "zero_grad" => Operators.ZeroGradients(),
            "clip" => Operators.ClipGradients(),
            "linear" => Operators.LargeLinear(),
            "conv" => Operators.Convolution(),
            "unet" => UNetBodies.Forward(new UNetOptions(Width: 16), 128),
            "unet_step" => UNetBodies.Step(new UNetOptions(Width: 16), 128),
            "losses" => LossBodies.LossSuite(),
            "unet31" => UNetBodies.Forward(new UNetOptions(), 256),
            "unet31_bf16" => UNetBodies.Forward(new UNetOptions(Precision: EncoderPrecision.Bfloat16), 256),
            "unet31_step" => UNetBodies.Step(new UNetOptions(), 256),
            "sam1024" => MedSamBodies.Encoder(1024),
            "sam256" => MedSamBodies.Encoder(256),
            "sam1024_bf16" => MedSamBodies.Encoder(1024, EncoderPrecision.Bfloat16),
            "sam256_bf16" => MedSamBodies.Encoder(256, EncoderPrecision.Bfloat16),
            "sam2_tiny" => Sam2Bodies.Encoder(HieraSize.Tiny),
            "sam2_tiny_bf16" => Sam2Bodies.Encoder(HieraSize.Tiny, EncoderPrecision.Bfloat16),
            "sam2_base" => Sam2Bodies.Encoder(HieraSize.BasePlus),
            "sam2_base_bf16" => Sam2Bodies.Encoder(HieraSize.BasePlus, EncoderPrecision.Bfloat16),
            "sam_decoder" => MedSamBodies.Decoder(),
            "sam_decoder_backward" => MedSamBodies.DecoderBackward(),
            "sam_deferral_step" => MedSamBodies.DeferralStep(),
            "cenet" => CeNetBodies.Forward(),
            "cenet_bf16" => CeNetBodies.Forward(EncoderPrecision.Bfloat16),
            "cenet_step" => CeNetBodies.Step(),
            _ => throw new ArgumentException($"rows.json names the row '{id}', which has no body in Body.cs."),
        };
}
