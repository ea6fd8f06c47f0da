using Backbones.CeNet.Decoding;
using DeferredSeg.Abstractions.Backbones;

namespace Backbones.CeNet.Tests.Golden;

/// <summary>The parts of the network by the names that the golden file gives them: 16 channels, 2 heads, depth 4.</summary>
/// <param name="Module">The part.</param>
/// <param name="Forward">The part's output of the golden inputs.</param>
internal sealed record GoldenModule(nn.Module Module, Func<Tensor[], Tensor> Forward) : IDisposable
{
    private const int Width = 16;
    private const GateNormalisation Original = GateNormalisation.AsBatch;

    public static IReadOnlyList<string> Names { get; } =
    [
        "UnetResBlock_k5",
        "UnetResBlock_k3_same",
        "EUCB",
        "UpConv",
        "UpTConv",
        "UpRb",
        "SepConvBN_r2",
        "Nonlocal",
        "CCU",
        "CCU_batch1",
        "SRM",
        "CFAM_Mlp",
        "MultiOrderDWConv",
        "MultiOrderDWConv_7x7",
        "MCA",
        "CFAModule",
        "FEA",
        "FEA_3scales",
        "MultiheadDiffAttn",
        "DSEBlock_cat",
        "DSEBlock_add",
        "PVT_OverlapPatchEmbed",
        "PVT_Attention_sr2",
        "PVT_Block_sr1",
        "OutHead_upcn_cat",
        "OutHead_eucb_add",
    ];

    public static GoldenModule Of(string name) =>
        name switch
        {
            "UnetResBlock_k5" => One(new ResidualBlock(3, Width, 5)),
            "UnetResBlock_k3_same" => One(new ResidualBlock(Width, Width, 3)),
            "EUCB" => One(UpBlocks.Of(UpBlockKind.Eucb, Width, 8, 3)),
            "UpConv" => One(UpBlocks.Of(UpBlockKind.Upcn, Width, 8, 3)),
            "UpTConv" => One(UpBlocks.Of(UpBlockKind.Uptc, Width, 8, 3)),
            "UpRb" => One(UpBlocks.Of(UpBlockKind.Uprb, Width, 8, 3)),
            "SepConvBN_r2" => One(new SeparableConvolution(Width, 2)),
            "Nonlocal" => One(new Nonlocal(Width)),
            "CCU" or "CCU_batch1" => One(new ChannelGate(Width, Original)),
            "SRM" => One(new SpatialGate()),
            "CFAM_Mlp" => One(new ContextMlp(Width)),
            "MultiOrderDWConv" => One(new MultiOrderConvolution(Width, [1, 2, 3])),
            // The deepest stage's, whose map has 7 by 7 pixels.
            "MultiOrderDWConv_7x7" => One(new MultiOrderConvolution(Width, [1, 2, 2])),
            "MCA" => One(new MultiScaleAttention(Width, [1, 2, 3], Original)),
            "CFAModule" => One(new ContextBlock(Width, [1, 2, 3], Original)),
            "FEA" => Edges(0.8, 0.4),
            "FEA_3scales" => Edges(1, 0.75, 0.5),
            "MultiheadDiffAttn" => One(new DifferentialAttention(Width, 2, 4)),
            "DSEBlock_cat" => Two(new SkipEnhancer(Width, [0.8, 0.4], 2, 4, MergeMode.Cat)),
            "DSEBlock_add" => Two(new SkipEnhancer(Width, [0.8, 0.4], 2, 4, MergeMode.Add)),
            "PVT_OverlapPatchEmbed" => Patches(),
            "PVT_Attention_sr2" => OfTokens(new PvtAttention(Width, 2, 2)),
            "PVT_Block_sr1" => OfTokens(new PvtBlock(Width, 2, 4, 1, 0, EncoderPrecision.Float32)),
            "OutHead_upcn_cat" => Two(new OutHead(Width, 3, 2, MergeMode.Cat, UpBlockKind.Upcn, 3)),
            "OutHead_eucb_add" => Two(new OutHead(Width, 1, 1, MergeMode.Add, UpBlockKind.Eucb, 3)),
            _ => throw new ArgumentException($"There is no part '{name}'.", nameof(name)),
        };

    public void Dispose() => Module.Dispose();

    private static GoldenModule One(nn.Module<Tensor, Tensor> module) => new(module, inputs => module.call(inputs[0]));

    private static GoldenModule Two(nn.Module<Tensor, Tensor, Tensor> module) => new(module, inputs => module.call(inputs[0], inputs[1]));

    // The original adds the weighted edges to its input; here who calls does.
    private static GoldenModule Edges(params double[] scales)
    {
        var module = new EdgeFilter(Width, scales);
        return new(module, inputs => inputs[0].addcmul(module.call(inputs[0]), module.Weight, 1));
    }

    private static GoldenModule Patches()
    {
        var module = new OverlappingPatchEmbedding(3, Width, 7, 4);
        return new(module, inputs => ChannelsLast.Tokens(module.call(inputs[0])));
    }

    private static GoldenModule OfTokens(nn.Module<Tensor, Tensor> module) =>
        new(module, inputs => ChannelsLast.Tokens(module.call(inputs[0].view(inputs[0].shape[0], 8, 6, Width).permute(0, 3, 1, 2))));
}
