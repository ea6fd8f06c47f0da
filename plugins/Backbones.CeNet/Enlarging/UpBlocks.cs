using Backbones.CeNet.Options;

namespace Backbones.CeNet.Enlarging;

/// <summary>The blocks that double a map, by kind.</summary>
internal static class UpBlocks
{
    public static Module<Tensor, Tensor> Of(UpBlockKind kind, int inputs, int outputs, int kernel) =>
        kind switch
        {
            UpBlockKind.Eucb => new Eucb(inputs, outputs, kernel),
            UpBlockKind.Upcn => new UpConvolution(inputs, outputs, kernel),
            UpBlockKind.Uptc => new UpTransposed(inputs, outputs, kernel),
            UpBlockKind.Uprb => new UpResidual(inputs, outputs, kernel),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "It is no kind of block that doubles a map."),
        };
}
