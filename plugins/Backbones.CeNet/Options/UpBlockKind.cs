namespace Backbones.CeNet.Options;

/// <summary>The block that doubles a map's height and width.</summary>
public enum UpBlockKind
{
    /// <summary>Nearest neighbour, depthwise convolution, batch normalisation, LeakyReLU .2, convolution 1x1 with bias.</summary>
    Eucb,

    /// <summary>Bilinear (corners aligned), convolution, batch normalisation, LeakyReLU .2.</summary>
    Upcn,

    /// <summary>A transposed convolution alone.</summary>
    Uptc,

    /// <summary>Bilinear (corners aligned), then a residual block.</summary>
    Uprb,
}
