using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;

namespace Backbones.CeNet.Tests.Golden;

/// <summary>The reduced network of the golden files.</summary>
internal static class SmallNetwork
{
    /// <summary>Its options, as the golden file's configuration says.</summary>
    public static CeNetOptions Options { get; } =
        new(
            Classes: 2,
            Encoder: EncoderKind.PvtV2B0,
            Pvt: new([16, 32, 48, 64], [1, 2, 3, 4], [8, 8, 4, 4], [2, 1, 2, 1], [8, 4, 2, 1]),
            DropPath: 0,
            GateNormalisation: GateNormalisation.AsBatch
        );

    public static CeNet Load(CeNetOptions? options = null)
    {
        var network = new CeNet(options ?? Options);
        Fill(network);
        return network;
    }

    /// <summary>Its weights into a network of its shape.</summary>
    public static void Fill(nn.Module network)
    {
        using var weights = WeightFile.Open(GoldenFile.PathOf("cenet_small.weights.safetensors"));
        ModuleWeights.Load(network, weights);
    }

    /// <summary>The two golden images as the network takes them.</summary>
    public static Tensor Images(GoldenFile golden) => golden.Tensor("input_u8").to(ScalarType.Float32).div(255).sub(0.5).div(0.5);
}
