using static Compat.TorchSharp.Tests.Operators.In;
using static TorchSharp.torch.nn.functional;

namespace Compat.TorchSharp.Tests.Operators.Tables;

/// <summary>Convolutions and transposed ones with every parameter, against the sum that defines them.</summary>
internal static class Convolutions
{
    private static readonly In _image = Real(2, 2, 5, 4);
    private static readonly In _weight = Real(4, 2, 3, 2);
    private static readonly In _grouped = Real(4, 1, 3, 2);
    private static readonly In _bias = Real(4);
    private static readonly In _line = Real(2, 4, 6);
    private static readonly In _small = Real(1, 4, 3, 2);

    public static IEnumerable<Row> Rows =>
    [
        Row.Of("conv2d", _image, _weight, _bias, (x, w, b) => Conv(x, w, b, [1, 1], [0, 0], [1, 1], 1), (x, w, b) => conv2d(x, w, b)),
        Row.Of("conv2d without a bias", _image, _weight, (x, w) => Conv(x, w, null, [1, 1], [0, 0], [1, 1], 1), (x, w) => conv2d(x, w)),
        Row.Of("conv2d with stride and padding", _image, _weight, _bias, (x, w, b) => Conv(x, w, b, [2, 1], [1, 2], [1, 1], 1), (x, w, b) => conv2d(x, w, b, [2, 1], [1, 2])),
        Row.Of("conv2d with dilation and groups", _image, _grouped, _bias, (x, w, b) => Conv(x, w, b, [1, 2], [1, 1], [2, 1], 2), (x, w, b) => conv2d(x, w, b, [1, 2], [1, 1], [2, 1], 2)),
        Row.Of("conv2d of the same size", _image, Real(4, 2, 3, 3), _bias, (x, w, b) => Conv(x, w, b, [1, 1], [1, 1], [1, 1], 1), (x, w, b) => conv2d_padding(x, w, b, padding: Padding.Same)),
        Row.Of("conv2d of what is covered", _image, _weight, _bias, (x, w, b) => Conv(x, w, b, [2, 2], [0, 0], [1, 1], 1), (x, w, b) => conv2d_padding(x, w, b, [2, 2])),
        Row.Of("conv1d", _line, Real(6, 2, 3), Real(6), (x, w, b) => Conv(x, w, b, [2], [1], [2], 2), (x, w, b) => conv1d(x, w, b, 2, 1, 2, 2)),
        Row.Of("conv1d by default", _line, Real(3, 4, 2), (x, w) => Conv(x, w, null, [1], [0], [1], 1), (x, w) => conv1d(x, w)),
        Row.Of("conv3d", Real(1, 2, 3, 2, 3), Real(2, 1, 2, 2, 2), Real(2), (x, w, b) => Conv(x, w, b, [1, 2, 1], [0, 1, 1], [2, 1, 1], 2), (x, w, b) => conv3d(x, w, b, [1, 2, 1], [0, 1, 1], [2, 1, 1], 2)),
        Row.Of("conv_transpose2d", _small, Real(4, 3, 2, 3), Real(3), (x, w, b) => Transposed(x, w, b, [1, 1], [0, 0], [0, 0], [1, 1], 1), (x, w, b) => conv_transpose2d(x, w, b)),
        Row.Of("conv_transpose2d with everything", _small, Real(4, 2, 3, 2), Real(4), (x, w, b) => Transposed(x, w, b, [2, 3], [1, 0], [1, 2], [1, 2], 2), (x, w, b) => conv_transpose2d(x, w, b, [2, 3], [1, 0], [1, 2], [1, 2], 2)),
        Row.Of("conv_transpose1d", _line, Real(4, 1, 3), Real(2), (x, w, b) => Transposed(x, w, b, [2], [1], [1], [2], 2), (x, w, b) => conv_transpose1d(x, w, b, 2, 1, 1, 2, 2)),
        Row.Of("unfold", _image, x => Unfold(x, [3, 2], [1, 2], [1, 0], [2, 1]), x => unfold(x, (3, 2), (1, 2), (1, 0), (2, 1))),
        Row.Of("unfold of squares", _image, x => Unfold(x, [2, 2], [1, 1], [1, 1], [2, 2]), x => unfold(x, 2, 1, 1, 2)),
    ];

    /// <summary>The sum over input channels and the kernel; what lies outside of the input is zero.</summary>
    public static Nd Conv(Nd x, Nd w, Nd? bias, long[] stride, long[] padding, long[] dilation, long groups)
    {
        long[] kernel = w.Shape[2..], spatial = x.Shape[2..];
        var perGroup = w.Shape[0] / groups;
        long[] size = [.. kernel.Select((k, d) => (spatial[d] + 2 * padding[d] - dilation[d] * (k - 1) - 1) / stride[d] + 1)];
        return Nd.Make([x.Shape[0], w.Shape[0], .. size], i => (bias?[i[1]] ?? 0) + Nd.Indices([w.Shape[1], .. kernel]).Sum(k =>
        {
            long[] at = [.. kernel.Select((_, d) => i[d + 2] * stride[d] - padding[d] + k[d + 1] * dilation[d])];
            return Inside(at, spatial) ? x[[i[0], i[1] / perGroup * w.Shape[1] + k[0], .. at]] * w[[i[1], .. k]] : 0;
        }));
    }

    /// <summary>Every input pixel stamps the kernel onto the output.</summary>
    public static Nd Transposed(Nd x, Nd w, Nd bias, long[] stride, long[] padding, long[] more, long[] dilation, long groups)
    {
        long[] kernel = w.Shape[2..], spatial = x.Shape[2..];
        long[] size = [.. kernel.Select((k, d) => (spatial[d] - 1) * stride[d] - 2 * padding[d] + dilation[d] * (k - 1) + more[d] + 1)];
        var (inputs, outputs) = (x.Shape[1] / groups, w.Shape[1]);
        var result = new Dictionary<string, double>();
        foreach (var i in Nd.Indices(x.Shape))
        {
            foreach (var k in Nd.Indices([outputs, .. kernel]))
            {
                long[] at = [i[0], i[1] / inputs * outputs + k[0], .. kernel.Select((_, d) => i[d + 2] * stride[d] - padding[d] + k[d + 1] * dilation[d])];
                var key = string.Join(',', at);
                result[key] = result.GetValueOrDefault(key) + x[i] * w[[i[1], .. k]];
            }
        }
        return Nd.Make([x.Shape[0], outputs * groups, .. size], i => bias[i[1]] + result.GetValueOrDefault(string.Join(',', i)));
    }

    private static Nd Unfold(Nd x, long[] kernel, long[] dilation, long[] padding, long[] stride)
    {
        long[] spatial = x.Shape[2..];
        long[] size = [.. kernel.Select((k, d) => (spatial[d] + 2 * padding[d] - dilation[d] * (k - 1) - 1) / stride[d] + 1)];
        return Nd.Make([x.Shape[0], x.Shape[1] * kernel[0] * kernel[1], size[0] * size[1]], i =>
        {
            var (row, column) = (i[1] / kernel[1] % kernel[0], i[1] % kernel[1]);
            long[] at = [i[2] / size[1] * stride[0] - padding[0] + row * dilation[0], i[2] % size[1] * stride[1] - padding[1] + column * dilation[1]];
            return Inside(at, spatial) ? x[[i[0], i[1] / (kernel[0] * kernel[1]), .. at]] : 0;
        });
    }

    public static bool Inside(long[] at, long[] spatial) => at.Zip(spatial).All(p => p.First >= 0 && p.First < p.Second);
}
