namespace Backbones.MedSam;

/// <summary>The published image encoders (Kirillov et al. 2023, after Li et al. 2022).</summary>
public enum EncoderSize
{
    /// <summary>ViT-B: width 768, 12 blocks, 12 heads, global attention in blocks 2, 5, 8 and 11. MedSAM's.</summary>
    VitB,

    /// <summary>ViT-L: width 1024, 24 blocks, 16 heads, global attention in blocks 5, 11, 17 and 23.</summary>
    VitL,

    /// <summary>ViT-H: width 1280, 32 blocks, 16 heads, global attention in blocks 7, 15, 23 and 31.</summary>
    VitH,
}
