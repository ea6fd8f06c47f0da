using Experts.Synthetic.Labels;

namespace Experts.Synthetic.Regions;

/// <summary>The regions that the paper states accuracies for (Section 5.2.2).</summary>
/// <remarks>
/// The boundary is the ring around the foreground, outside of it: dilated by a square, and not foreground. The foreground's inner rim is foreground.
/// </remarks>
internal static class RegionPartition
{
    public const byte Background = 0;
    public const byte Boundary = 1;
    public const byte Foreground = 2;

    /// <summary>The region of every pixel, <c>[H, W]</c>.</summary>
    /// <param name="truth">The ground truth; every label but 0 is foreground.</param>
    /// <param name="kernel">The side of the square, odd, in pixels.</param>
    public static byte[] Of(LabelMap truth, int kernel)
    {
        var foreground = new byte[truth.Labels.Length];
        for (var i = 0; i < foreground.Length; i++)
            foreground[i] = truth.Labels[i] > 0 ? (byte)1 : (byte)0;
        var partition = SquareDilation.Of(foreground, truth.Height, truth.Width, kernel);
        // Dilation contains the foreground: 1 + 1 is foreground, 1 + 0 boundary.
        for (var i = 0; i < foreground.Length; i++)
            partition[i] += foreground[i];
        return partition;
    }
}
