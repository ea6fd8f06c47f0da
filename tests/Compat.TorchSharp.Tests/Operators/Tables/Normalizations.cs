using static Compat.TorchSharp.Tests.Operators.In;
using static TorchSharp.torch.nn.functional;

namespace Compat.TorchSharp.Tests.Operators.Tables;

/// <summary>Normalisation by batch, layer, group and instance.</summary>
internal static class Normalizations
{
    private const double Eps = 1e-5;
    private static readonly In _image = Real(2, 4, 2, 3);
    private static readonly In _channels = Real(4);
    private static readonly In _variances = Positive(4).Fixed();
    private static readonly In _means = Real(4).Fixed();

    public static IEnumerable<Row> Rows =>
    [
        Row.Any("batch_norm while training", [_image, _means, _variances, _channels, _channels], x => Affine(Over(x[0], i => i[1], Eps), x[3], x[4]), x => batch_norm(x[0], x[1].clone(), x[2].clone(), x[3], x[4], true)),
        Row.Any("batch_norm by running statistics", [_image, _means, _variances, _channels, _channels], x => Nd.Make([2, 4, 2, 3], i => (x[0][i] - x[1][i[1]]) / Math.Sqrt(x[2][i[1]] + 0.1) * x[3][i[1]] + x[4][i[1]]), x => batch_norm(x[0], x[1], x[2], x[3], x[4], eps: 0.1)),
        Row.Any("the running mean of batch_norm", [_image.Fixed(), _means, _variances], x => Nd.Make([4], c => 0.7 * x[1][c] + 0.3 * Channel(x[0], c[0]).Average()), x => Updated(x, 1)).Gives(),
        Row.Any("the running variance of batch_norm", [_image.Fixed(), _means, _variances], x => Nd.Make([4], c => 0.7 * x[2][c] + 0.3 * Unbiased(Channel(x[0], c[0]))), x => Updated(x, 2)).Gives(),
        Row.Of("layer_norm", _image, Real(2, 3), Real(2, 3), (x, w, b) => Nd.Elementwise(v => v[0] * v[1] + v[2], Over(x, i => (i[0], i[1]), Eps), w, b), (x, w, b) => layer_norm(x, [2, 3], w, b)),
        Row.Of("layer_norm without weights", _image, x => Over(x, i => (i[0], i[1], i[2]), 0.1), x => layer_norm(x, [3], eps: 0.1)),
        Row.Of("group_norm", _image, _channels, _channels, (x, w, b) => Affine(Over(x, i => (i[0], i[1] / 2), Eps), w, b), (x, w, b) => group_norm(x, 2, w, b)),
        Row.Of("group_norm without weights", _image, x => Over(x, i => i[0], 0.1), x => group_norm(x, 1, eps: 0.1)),
        Row.Of("instance_norm", _image, _channels, _channels, (x, w, b) => Affine(Over(x, i => (i[0], i[1]), Eps), w, b), (x, w, b) => instance_norm(x, weight: w, bias: b)),
        Row.Any("instance_norm by running statistics", [_image, _means, _variances], x => Nd.Make([2, 4, 2, 3], i => (x[0][i] - x[1][i[1]]) / Math.Sqrt(x[2][i[1]] + Eps)), x => instance_norm(x[0], x[1], x[2], use_input_stats: false)),
    ];

    /// <summary>Every element less the mean of its class, by the deviation of its class.</summary>
    public static Nd Over<T>(Nd x, Func<long[], T> classOf, double eps) where T : notnull
    {
        var classes = Nd.Indices(x.Shape).GroupBy(classOf, i => x[i]).ToDictionary(g => g.Key, g => g.ToArray());
        return Nd.Make(x.Shape, i =>
        {
            var (values, mean) = (classes[classOf(i)], classes[classOf(i)].Average());
            return (x[i] - mean) / Math.Sqrt(values.Average(v => (v - mean) * (v - mean)) + eps);
        });
    }

    public static double[] Channel(Nd x, long channel) => [.. Nd.Indices(x.Shape).Where(i => i[1] == channel).Select(i => x[i])];

    public static double Unbiased(double[] v) => v.Sum(e => (e - v.Average()) * (e - v.Average())) / (v.Length - 1);

    private static Nd Affine(Nd x, Nd weight, Nd bias) => Nd.Make(x.Shape, i => x[i] * weight[i[1]] + bias[i[1]]);

    // The statistics are changed in place: on copies, so that the inputs stay as they were.
    private static Tensor Updated(Tensor[] x, int which)
    {
        Tensor[] statistics = [x[0], x[1].clone(), x[2].clone()];
        batch_norm(x[0], statistics[1], statistics[2], training: true, momentum: 0.3);
        return statistics[which];
    }
}
