using static Compat.TorchSharp.Tests.Operators.In;
using static TorchSharp.torch.nn.functional;

namespace Compat.TorchSharp.Tests.Operators.Tables;

/// <summary>Interpolation, padding and sampling on grids. Separable kernels: one weight per input and output position of an axis.</summary>
internal static class Resampling
{
    private static readonly In _line = Real(1, 2, 5);
    private static readonly In _image = Real(1, 2, 5, 4);
    private static readonly In _volume = Real(1, 1, 2, 3, 2);

    // Away from the centres of pixels, along both axes and with corners aligned or not: the kernel has its kinks there.
    private static readonly In _grid = Range(-1.4, 1.4, 1, 2, 3, 2) with
    {
        Kink = g => ((double[])[(Math.Round(2 * g + 1.5) - 1.5) / 2, (Math.Round(2.5 * g + 2) - 2) / 2.5, (Math.Round(1.5 * g + 1.5) - 1.5) / 1.5, (Math.Round(2 * g + 2) - 2) / 2]).MinBy(k => Math.Abs(g - k)),
    };

    private delegate double Weight(long output, long input, long length, long size, double scale);

    public static IEnumerable<Row> Rows =>
    [
        Row.Of("nearest in 1 dimension", _line, x => Resize(x, [7], null, Nearest), x => interpolate(x, [7])),
        Row.Of("nearest", _image, x => Resize(x, [7, 3], null, Nearest), x => interpolate(x, [7, 3])),
        Row.Of("nearest by a factor", _image, x => Resize(x, [8, 6], [1.7, 1.7], Nearest), x => interpolate(x, scale_factor: [1.7])),
        Row.Of("nearest in 3 dimensions", _volume, x => Resize(x, [4, 6, 4], null, Nearest), x => interpolate(x, scale_factor: [2])),
        Row.Of("nearest-exact", _image, x => Resize(x, [7, 3], null, NearestExact), x => interpolate(x, [7, 3], mode: InterpolationMode.NearestExact)),
        Row.Of("nearest-exact in 1 dimension", _line, x => Resize(x, [7], null, NearestExact), x => interpolate(x, [7], mode: InterpolationMode.NearestExact)),
        Row.Of("nearest-exact in 3 dimensions", _volume, x => Resize(x, [3, 2, 5], null, NearestExact), x => interpolate(x, [3, 2, 5], mode: InterpolationMode.NearestExact)),
        Row.Of("linear", _line, x => Resize(x, [8], null, Linear), x => interpolate(x, [8], mode: InterpolationMode.Linear)),
        Row.Of("linear with aligned corners", _line, x => Resize(x, [8], null, Aligned(Linear)), x => interpolate(x, [8], mode: InterpolationMode.Linear, align_corners: true)),
        Row.Of("bilinear", _image, x => Resize(x, [8, 3], null, Linear), x => interpolate(x, [8, 3], mode: InterpolationMode.Bilinear)),
        Row.Of("bilinear with aligned corners", _image, x => Resize(x, [8, 3], null, Aligned(Linear)), x => interpolate(x, [8, 3], mode: InterpolationMode.Bilinear, align_corners: true)),
        Row.Of("bilinear by a factor as given", _image, x => Resize(x, [8, 6], [1.7, 1.7], Linear), x => interpolate(x, scale_factor: [1.7, 1.7], mode: InterpolationMode.Bilinear)),
        Row.Of("bilinear by a factor computed anew", _image, x => Resize(x, [8, 6], null, Linear), x => interpolate(x, scale_factor: [1.7, 1.7], mode: InterpolationMode.Bilinear, recompute_scale_factor: true)),
        Row.Of("bilinear without aliasing", _image, x => Resize(x, [2, 3], null, Smoothed(Triangle, 1)), x => interpolate(x, [2, 3], mode: InterpolationMode.Bilinear, antialias: true)),
        Row.Of("bicubic", _image, x => Resize(x, [8, 3], null, Cubic), x => interpolate(x, [8, 3], mode: InterpolationMode.Bicubic)),
        Row.Of("bicubic with aligned corners", _image, x => Resize(x, [3, 7], null, Aligned(Cubic)), x => interpolate(x, [3, 7], mode: InterpolationMode.Bicubic, align_corners: true)),
        Row.Of("bicubic without aliasing", _image, x => Resize(x, [2, 3], null, Smoothed(t => Keys(t, -0.5), 2)), x => interpolate(x, [2, 3], mode: InterpolationMode.Bicubic, antialias: true)),
        Row.Of("trilinear", _volume, x => Resize(x, [3, 5, 3], null, Linear), x => interpolate(x, [3, 5, 3], mode: InterpolationMode.Trilinear)),
        Row.Of("area", _image, x => Pooling.Adaptive(x, [3, 2], v => v.Average()), x => interpolate(x, [3, 2], mode: InterpolationMode.Area), x => interpolate(x, scale_factor: [0.6, 0.5], mode: InterpolationMode.Area)),
        Row.Of("area in 1 dimension", _line, x => Pooling.Adaptive(x, [3], v => v.Average()), x => interpolate(x, [3], mode: InterpolationMode.Area)),
        Row.Of("area in 3 dimensions", _volume, x => Pooling.Adaptive(x, [1, 2, 2], v => v.Average()), x => interpolate(x, [1, 2, 2], mode: InterpolationMode.Area)),
        Row.Of("pad with a number", _image, x => Pad(x, [1, 2, 0, 1], (at, n) => at < 0 || at >= n ? -1 : at, 1.5), x => pad(x, [1, 2, 0, 1], value: 1.5), x => pad(x, new long[] { 1, 2, 0, 1 }, value: 1.5), x => pad(x, (1, 2, 0, 1), value: 1.5), x => pad(x, (ReadOnlySpan<long>)[1, 2, 0, 1], value: 1.5)),
        Row.Of("pad with zeros on one axis", _image, x => Pad(x, [1, 2, 0, 0], (at, n) => at < 0 || at >= n ? -1 : at, 0), x => pad(x, [1, 2]), x => pad(x, (1, 2)), x => pad(x, [1, 2], PaddingModes.Zeros, 7), x => nn.ZeroPad2d((1, 2, 0, 0)).forward(x)),
        Row.Of("pad by cropping", _image, x => Nd.Make([1, 2, 5, 2], i => x[i[0], i[1], i[2], i[3] + 1]), x => pad(x, [-1, -1])),
        Row.Of("pad by reflection", _image, x => Pad(x, [2, 1, 1, 3], Reflected, 0), x => pad(x, [2, 1, 1, 3], PaddingModes.Reflect)),
        Row.Of("pad by repetition", _image, x => Pad(x, [2, 1, 1, 3], (at, n) => Math.Clamp(at, 0, n - 1), 0), x => pad(x, [2, 1, 1, 3], PaddingModes.Replicate)),
        Row.Of("pad around", _image, x => Pad(x, [2, 1, 1, 3], (at, n) => (at + n) % n, 0), x => pad(x, [2, 1, 1, 3], PaddingModes.Circular)),
        Row.Of("grid_sample", _image, _grid, (x, g) => Sample(x, g, false, (at, n) => at, Triangle), (x, g) => grid_sample(x, g)),
        Row.Of("grid_sample with aligned corners", _image, _grid, (x, g) => Sample(x, g, true, (at, n) => at, Triangle), (x, g) => grid_sample(x, g, align_corners: true)),
        Row.Of("grid_sample with a border", _image, _grid, (x, g) => Sample(x, g, false, (at, n) => Math.Clamp(at, 0, n - 1), Triangle), (x, g) => grid_sample(x, g, padding_mode: GridSamplePaddingMode.Border)),
        Row.Of("grid_sample with reflection", _image, _grid, (x, g) => Sample(x, g, true, (at, n) => Math.Abs(at) is var a && a > n - 1 ? 2 * (n - 1) - a : a, Triangle), (x, g) => grid_sample(x, g, padding_mode: GridSamplePaddingMode.Reflection, align_corners: true)),
        Row.Of("grid_sample of the nearest", _image, _grid, (x, g) => Sample(x, g, false, (at, n) => at, t => Math.Abs(t) < 0.5 ? 1 : 0), (x, g) => grid_sample(x, g, GridSampleMode.Nearest)).Gives(),
        Row.Of("affine_grid", Real(2, 2, 3), t => AffineGrid(t, 3, 4, false), t => affine_grid(t, [2, 1, 3, 4])),
        Row.Of("affine_grid with aligned corners", Real(2, 2, 3), t => AffineGrid(t, 3, 4, true), t => affine_grid(t, [2, 1, 3, 4], true)),
    ];

    private static Nd Resize(Nd x, long[] size, double[]? factors, Weight weight)
    {
        long[] spatial = x.Shape[2..];
        return Nd.Make([.. x.Shape[..2], .. size], i => Nd.Indices(spatial).Sum(at => x[[.. i[..2], .. at]] * at.Select((e, d) =>
            weight(i[d + 2], e, spatial[d], size[d], factors is null ? (double)spatial[d] / size[d] : 1 / factors[d])).Aggregate(1.0, (p, w) => p * w)));
    }

    private static double Nearest(long o, long i, long length, long size, double scale) => Math.Min((long)Math.Floor(o * scale), length - 1) == i ? 1 : 0;

    private static double NearestExact(long o, long i, long length, long size, double scale) => Math.Min((long)Math.Floor((o + 0.5) * scale), length - 1) == i ? 1 : 0;

    private static double Linear(long o, long i, long length, long size, double scale) => Triangle(Math.Clamp((o + 0.5) * scale - 0.5, 0, length - 1) - i);

    private static double Cubic(long o, long i, long length, long size, double scale)
    {
        var place = (o + 0.5) * scale - 0.5;
        // Taps beyond the edge are those at the edge.
        return Enumerable.Range((int)Math.Floor(place) - 1, 4).Where(tap => Math.Clamp(tap, 0, length - 1) == i).Sum(tap => Keys(place - tap, -0.75));
    }

    // With aligned corners the first and the last positions of input and output meet: the same kernel at another place.
    private static Weight Aligned(Weight weight) => (o, i, length, size, _) =>
        weight(0, i, length, size, 2 * (o * (double)(length - 1) / (size - 1) + 0.5));

    private static Weight Smoothed(Func<double, double> kernel, double support) => (o, i, length, size, scale) =>
    {
        var stretch = Math.Max(scale, 1);
        var centre = (o + 0.5) * scale;
        var first = Math.Max(0, (long)(centre - support * stretch + 0.5));
        var end = Math.Min(length, (long)(centre + support * stretch + 0.5));
        double At(long e) => e < first || e >= end ? 0 : kernel((e - centre + 0.5) / stretch);
        return At(i) / Matrices.Sum(length, At);
    };

    private static double Triangle(double t) => Math.Max(0, 1 - Math.Abs(t));

    private static double Keys(double t, double a) => Math.Abs(t) switch
    {
        <= 1 and var s => ((a + 2) * s - (a + 3)) * s * s + 1,
        < 2 and var s => ((a * s - 5 * a) * s + 8 * a) * s - 4 * a,
        _ => 0,
    };

    private static long Reflected(long at, long n) => Math.Abs(at) is var a && a >= n ? 2 * (n - 1) - a : a;

    private static Nd Pad(Nd x, long[] around, Func<long, long, long> source, double outside) =>
        Nd.Make([.. x.Shape[..2], x.Shape[2] + around[2] + around[3], x.Shape[3] + around[0] + around[1]], i =>
        {
            var (row, column) = (source(i[2] - around[2], x.Shape[2]), source(i[3] - around[0], x.Shape[3]));
            return row < 0 || column < 0 ? outside : x[i[0], i[1], row, column];
        });

    private static Nd Sample(Nd x, Nd grid, bool aligned, Func<double, long, double> place, Func<double, double> kernel)
    {
        double Pixel(double g, long n) => place(aligned ? (g + 1) / 2 * (n - 1) : ((g + 1) * n - 1) / 2, n);
        return Nd.Make([1, 2, 2, 3], i => Nd.Indices(x.Shape[2..]).Sum(at =>
            x[i[0], i[1], at[0], at[1]] * kernel(Pixel(grid[i[0], i[2], i[3], 1], x.Shape[2]) - at[0]) * kernel(Pixel(grid[i[0], i[2], i[3], 0], x.Shape[3]) - at[1])));
    }

    private static Nd AffineGrid(Nd theta, long rows, long columns, bool aligned)
    {
        double At(long e, long n) => aligned ? 2.0 * e / (n - 1) - 1 : (2.0 * e + 1) / n - 1;
        return Nd.Make([2, rows, columns, 2], i => theta[i[0], i[3], 0] * At(i[2], columns) + theta[i[0], i[3], 1] * At(i[1], rows) + theta[i[0], i[3], 2]);
    }
}
