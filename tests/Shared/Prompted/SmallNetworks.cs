using Backbones.MedSam;
using Backbones.Sam2;

namespace Shared.Prompted;

/// <summary>A network to be wrapped.</summary>
public enum Network
{
    /// <summary>Of a few thousand numbers.</summary>
    Sam2,

    /// <summary>Of a few thousand numbers.</summary>
    MedSam,
}

/// <summary>Small networks with a prompted decoder.</summary>
internal static class SmallNetworks
{
    public static ITrainableBackbone Of(Network network)
    {
        ITrainableBackbone made =
            network == Network.Sam2
                ? new Sam2Backbone(Backbones.Sam2.Tests.SmallNetwork.Options with { StabilityFallback = false, MaskChannels = 8 })
                : new MedSamBackbone(
                    new(
                        Width: 12,
                        Depth: 4,
                        Heads: 2,
                        GlobalBlocks: [1],
                        ImageSize: 32,
                        Patch: 8,
                        Window: 3,
                        EmbeddingChannels: 16,
                        MaskChannels: 8,
                        DecoderHeads: 2,
                        DecoderMlp: 24,
                        ScoreChannels: 10
                    )
                );
        made.Module.eval();
        return made;
    }
}
