using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Data.Datasets.Inspection;

/// <summary>Dice of two masks over all classes but the background.</summary>
internal static class MaskAgreement
{
    /// <summary>2 |A and B| / (|A| + |B|), pixels of all classes counted together; 1 where both are empty.</summary>
    public static double Dice(MaskPlanes one, MaskPlanes other, ClassKind kind)
    {
        var (both, sum) = (0L, 0L);
        var a = Foreground(one, kind);
        var b = Foreground(other, kind);
        for (var i = 0; i < a.Length; i++)
        {
            both += a[i] & b[i];
            sum += a[i] + b[i];
        }
        return sum == 0 ? 1 : 2.0 * both / sum;
    }

    /// <summary>The planes of all classes but the background.</summary>
    public static ReadOnlySpan<byte> Foreground(MaskPlanes mask, ClassKind kind) =>
        mask.Values.AsSpan(kind == ClassKind.Exclusive && mask.Classes > 1 ? mask.Height * mask.Width : 0);
}
