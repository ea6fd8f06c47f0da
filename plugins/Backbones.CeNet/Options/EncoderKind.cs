namespace Backbones.CeNet.Options;

/// <summary>The encoder.</summary>
public enum EncoderKind
{
    /// <summary>PVTv2-B0: widths 32, 64, 160, 256; two blocks in each stage.</summary>
    PvtV2B0,

    /// <summary>PVTv2-B1: widths 64, 128, 320, 512; two blocks in each stage.</summary>
    PvtV2B1,

    /// <summary>PVTv2-B2: the widths of B1; 3, 4, 6 and 3 blocks.</summary>
    PvtV2B2,

    /// <summary>ResNet-18: widths 64, 128, 256, 512.</summary>
    ResNet18,
}
