using Experts.Synthetic.Labels;

namespace Experts.Synthetic.Outlines;

/// <summary>How far every pixel lies from the outline of the foreground.</summary>
/// <remarks>
/// The outline runs half way between pixels, so that a displacement of m pixels moves a straight edge by m on average: a pixel's distance is that from
/// its centre to the centre of the nearest pixel on the other side, less one half. It is positive inside and negative outside. Beyond the border of the
/// image is nothing: where the foreground ends at the border there is no outline.
/// </remarks>
internal sealed class SignedDistance
{
    private readonly int _width;
    private readonly int[] _labels;
    private readonly int[] _nearestForeground;
    private readonly int[] _nearestBackground;

    public SignedDistance(LabelMap map)
    {
        (_width, _labels) = (map.Width, map.Labels);
        var members = Array.ConvertAll(_labels, label => label > 0);
        _nearestForeground = NearestPixels.Of(members, map.Height, map.Width);
        for (var i = 0; i < members.Length; i++)
            members[i] = !members[i];
        _nearestBackground = NearestPixels.Of(members, map.Height, map.Width);
    }

    /// <summary>The distance of a pixel in pixels; infinite where there is no other side.</summary>
    public double At(int pixel) => _labels[pixel] > 0 ? ToOtherSide(pixel, _nearestBackground[pixel]) : -ToOtherSide(pixel, _nearestForeground[pixel]);

    /// <summary>The label of the nearest foreground; 0 where there is none.</summary>
    public int NearestLabel(int pixel) => _nearestForeground[pixel] is >= 0 and var nearest ? _labels[nearest] : 0;

    private double ToOtherSide(int pixel, int other)
    {
        if (other < 0)
            return double.PositiveInfinity;
        double rows = pixel / _width - other / _width,
            columns = pixel % _width - other % _width;
        return Math.Sqrt(rows * rows + columns * columns) - 0.5;
    }
}
