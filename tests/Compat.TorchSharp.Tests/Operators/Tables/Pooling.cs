using static Compat.TorchSharp.Tests.Operators.In;
using static TorchSharp.torch.nn.functional;

namespace Compat.TorchSharp.Tests.Operators.Tables;

/// <summary>Largest values and means of windows.</summary>
internal static class Pooling
{
    private static readonly In _image = Unequal(1, 2, 5, 4);

    public static IEnumerable<Row> Rows =>
    [
        Row.Of("max_pool2d", _image, x => Pool(x, [2, 2], [2, 2], [0, 0], [1, 1], false, Max), x => max_pool2d(x, 2), x => max_pool2d(x, [2, 2])),
        Row.Of("max_pool2d with everything", _image, x => Pool(x, [2, 3], [2, 1], [1, 1], [2, 1], true, Max), x => max_pool2d(x, [2, 3], [2, 1], [1, 1], [2, 1], true)),
        Row.Of("max_pool2d of squares", _image, x => Pool(x, [3, 3], [2, 2], [1, 1], [1, 1], true, Max), x => max_pool2d(x, 3, 2, 1, 1, true)),
        Row.Of("max_pool1d", Unequal(2, 3, 7), x => Pool(x, [3], [2], [1], [1], false, Max), x => max_pool1d(x, 3, 2, 1)),
        Row.Of("max_pool1d by default", Unequal(2, 3, 7), x => Pool(x, [2], [2], [0], [1], false, Max), x => max_pool1d(x, 2)),
        Row.Of("avg_pool2d", _image, x => Pool(x, [2, 2], [2, 2], [0, 0], [1, 1], false, v => v.Average()), x => avg_pool2d(x, 2), x => avg_pool2d(x, [2, 2])),
        Row.Of("avg_pool2d with padding that counts", _image, x => Pool(x, [3, 2], [2, 2], [1, 0], [1, 1], false, v => v.Sum() / 6), x => avg_pool2d(x, [3, 2], [2, 2], [1, 0])),
        Row.Of("avg_pool2d with padding that does not count", _image, x => Pool(x, [3, 3], [2, 2], [1, 1], [1, 1], true, v => v.Average()), x => avg_pool2d(x, 3, 2, 1, true, false)),
        Row.Of("avg_pool2d with a divisor", _image, x => Pool(x, [2, 2], [1, 1], [1, 1], [1, 1], false, v => v.Sum() / 5), x => avg_pool2d(x, 2, 1, 1, divisor_override: 5), x => avg_pool2d(x, [2, 2], [1, 1], [1, 1], divisor_override: 5)),
        Row.Of("adaptive_avg_pool2d", _image, x => Adaptive(x, [3, 2], v => v.Average()), x => adaptive_avg_pool2d(x, [3, 2]), x => adaptive_avg_pool2d(x, (3, 2))),
        Row.Of("adaptive_avg_pool2d to a square", _image, x => Adaptive(x, [3, 3], v => v.Average()), x => adaptive_avg_pool2d(x, 3)),
        Row.Of("adaptive_avg_pool1d", Real(2, 3, 7), x => Adaptive(x, [3], v => v.Average()), x => adaptive_avg_pool1d(x, 3)),
        Row.Of("adaptive_max_pool2d", _image, x => Adaptive(x, [2, 3], Max), x => adaptive_max_pool2d(x, [2, 3])),
    ];

    private static double Max(double[] v) => v.Max();

    private static Nd Pool(Nd x, long[] kernel, long[] stride, long[] padding, long[] dilation, bool ceil, Func<double[], double> f)
    {
        long[] spatial = x.Shape[2..];
        long[] size = [.. kernel.Select((k, d) =>
        {
            var room = spatial[d] + 2 * padding[d] - dilation[d] * (k - 1) - 1;
            var count = (ceil ? (room + stride[d] - 1) / stride[d] : room / stride[d]) + 1;
            // The last window begins inside of the input or its left padding.
            return (count - 1) * stride[d] >= spatial[d] + padding[d] ? count - 1 : count;
        })];
        return Nd.Make([.. x.Shape[..2], .. size], i => f([.. Nd.Indices(kernel)
            .Select(k => k.Select((e, d) => i[d + 2] * stride[d] - padding[d] + e * dilation[d]).ToArray())
            .Where(at => Convolutions.Inside(at, spatial))
            .Select(at => x[[.. i[..2], .. at]])]));
    }

    public static Nd Adaptive(Nd x, long[] size, Func<double[], double> f)
    {
        long[] spatial = x.Shape[2..];
        return Nd.Make([.. x.Shape[..2], .. size], i => f([.. Nd.Indices(spatial)
            .Where(at => at.Select((e, d) => e >= i[d + 2] * spatial[d] / size[d] && e < ((i[d + 2] + 1) * spatial[d] + size[d] - 1) / size[d]).All(inside => inside))
            .Select(at => x[[.. i[..2], .. at]])]));
    }
}
