namespace Backbones.MedSam.Preprocessing;

/// <summary>
/// Resizes as skimage's <c>resize(order=3, preserve_range=True, anti_aliasing=True)</c>: where an axis shrinks by f it is smoothed first, with a
/// standard deviation of (f - 1) / 2; then cubic B-splines; borders are mirrored. In float64.
/// </summary>
internal static class SplineResize
{
    public static Plane Resize(Plane plane, int height, int width)
    {
        var columns = Smooth(plane.Transposed(), height);
        var smooth = Smooth(columns.Transposed(), width);
        return CubicSpline.Zoom(CubicSpline.Zoom(smooth.Transposed(), height).Transposed(), width);
    }

    private static Plane Smooth(Plane plane, int width) => GaussianFilter.AlongRows(plane, Math.Max(0, (plane.Width / (double)width - 1) / 2));
}
