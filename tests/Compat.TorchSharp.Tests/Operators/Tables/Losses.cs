using static Compat.TorchSharp.Tests.Operators.In;
using static TorchSharp.torch.nn.functional;
using Reduction = TorchSharp.torch.nn.Reduction;

namespace Compat.TorchSharp.Tests.Operators.Tables;

/// <summary>Losses, each with every reduction.</summary>
internal static class Losses
{
    private static readonly In _a = Real(3, 4);
    private static readonly In _b = Range(2.1, 5, 3, 4);
    private static readonly In _target = Range(0.05, 0.95, 3, 4).Fixed();
    private static readonly In _probability = Range(0.05, 0.95, 3, 4);
    private static readonly In _weight = Positive(4).Fixed();
    private static readonly In _classes = Integers(0, 4, 3);
    private static readonly In _image = Real(2, 3, 2, 2);
    private static readonly In _labels = Integers(0, 3, 2, 2, 2);

    public static IEnumerable<Row> Rows =>
    [
        .. Each("mse_loss", [_a, Real(3, 4)], x => Pairs(x, (p, t) => (p - t) * (p - t)), (x, r) => mse_loss(x[0], x[1], r)),
        .. Each("l1_loss", [_a, _b], x => Pairs(x, (p, t) => Math.Abs(p - t)), (x, r) => l1_loss(x[0], x[1], r)),
        .. Each("smooth_l1_loss", [_a, Real(3, 4)], x => Pairs(x, (p, t) => Math.Abs(p - t) is var d && d < 0.7 ? d * d / 1.4 : d - 0.35), (x, r) => smooth_l1_loss(x[0], x[1], r, 0.7)),
        .. Each("huber_loss", [_a, Real(3, 4)], x => Pairs(x, (p, t) => Math.Abs(p - t) is var d && d < 0.7 ? d * d / 2 : 0.7 * (d - 0.35)), (x, r) => huber_loss(x[0], x[1], 0.7, r)),
        .. Each("kl_div of log probabilities", [_a, Real(3, 4)], x => Pairs(x, (p, t) => Math.Exp(t) * (t - p)), (x, r) => kl_div(x[0], x[1], reduction: r)),
        .. Each("kl_div of probabilities", [_a, _target], x => Pairs(x, (p, t) => t * (Math.Log(t) - p)), (x, r) => kl_div(x[0], x[1], false, r)),
        .. Each("binary_cross_entropy", [_probability, _target], x => Pairs(x, Entropy), (x, r) => binary_cross_entropy(x[0], x[1], reduction: r)),
        .. Each("binary_cross_entropy with weights", [_probability, _target, _weight], x => Nd.Elementwise(v => v[2] * Entropy(v[0], v[1]), x), (x, r) => binary_cross_entropy(x[0], x[1], x[2], r)),
        .. Each("binary_cross_entropy_with_logits", [_a, _target], x => Pairs(x, (p, t) => Entropy(Special.Sigmoid(p), t)), (x, r) => binary_cross_entropy_with_logits(x[0], x[1], reduction: r)),
        .. Each("binary_cross_entropy_with_logits with weights", [_a, _target, _weight, Positive(4).Fixed()], x => Nd.Elementwise(v => -v[2] * (v[3] * v[1] * Math.Log(Special.Sigmoid(v[0])) + (1 - v[1]) * Math.Log(1 - Special.Sigmoid(v[0]))), x), (x, r) => binary_cross_entropy_with_logits(x[0], x[1], x[2], r, x[3])),
        .. Classes("cross_entropy", [_a, _classes], x => Picked(LogSoftmax(x[0]), x[1], _ => 1), (x, r) => cross_entropy(x[0], x[1], reduction: r)),
        .. Classes("cross_entropy with weights", [_a, _classes, _weight], x => Picked(LogSoftmax(x[0]), x[1], c => x[2][c]), (x, r) => cross_entropy(x[0], x[1], x[2], reduction: r)),
        .. Classes("cross_entropy of images that ignores a class", [_image, These(ScalarType.Int64, 0, 1, 2, 2, 1, 0, 0, 2).Shaped(2, 2, 2)], x => Picked(LogSoftmax(x[0]), x[1], c => c == 1 ? 0 : 1), (x, r) => cross_entropy(x[0], x[1], ignore_index: 1, reduction: r)),
        .. Each("cross_entropy with smoothed labels", [_a, _classes], x => Nd.Make([3], i => -Matrices.Sum(4, c => (0.05 + (c == x[1][i] ? 0.8 : 0)) * LogSoftmax(x[0])[i[0], c])), (x, r) => cross_entropy(x[0], x[1], label_smoothing: 0.2, reduction: r)),
        Row.Of("cross_entropy of probabilities", _a, _target, (p, t) => Nd.Scalar(Nd.Indices([3, 4]).Sum(i => -t[i] * LogSoftmax(p)[i]) / 3), (p, t) => cross_entropy(p, t)),
        .. Classes("nll_loss", [_a, _classes], x => Picked(x[0], x[1], _ => 1), (x, r) => nll_loss(x[0], x[1], reduction: r)),
        .. Classes("nll_loss of images with weights", [_image, _labels, Positive(3).Fixed()], x => Picked(x[0], x[1], c => x[2][c]), (x, r) => nll_loss(x[0], x[1], x[2], r)),
    ];

    private static IEnumerable<Row> Each(string name, In[] inputs, Func<Nd[], Nd> elements, Func<Tensor[], Reduction, Tensor> loss) =>
    [
        Row.Any(name, inputs, elements, x => loss(x, Reduction.None)),
        Row.Any($"{name}, mean", inputs, x => Nd.Scalar(elements(x).Data.Average()), x => loss(x, Reduction.Mean)),
        Row.Any($"{name}, sum", inputs, x => Nd.Scalar(elements(x).Data.Sum()), x => loss(x, Reduction.Sum)),
    ];

    // The mean of a loss by classes is over their weights.
    private static IEnumerable<Row> Classes(string name, In[] inputs, Func<Nd[], (Nd Losses, double Weight)> elements, Func<Tensor[], Reduction, Tensor> loss) =>
    [
        Row.Any(name, inputs, x => elements(x).Losses, x => loss(x, Reduction.None)),
        Row.Any($"{name}, mean", inputs, x => Nd.Scalar(elements(x).Losses.Data.Sum() / elements(x).Weight), x => loss(x, Reduction.Mean)),
        Row.Any($"{name}, sum", inputs, x => Nd.Scalar(elements(x).Losses.Data.Sum()), x => loss(x, Reduction.Sum)),
    ];

    private static Nd Pairs(Nd[] x, Func<double, double, double> f) => Nd.Elementwise(v => f(v[0], v[1]), x);

    private static double Entropy(double p, double t) => -(t * Math.Log(p) + (1 - t) * Math.Log(1 - p));

    private static Nd LogSoftmax(Nd x) => x.Lines(1, v => [.. Activations.Softmax(v).Select(e => Math.Log(e))]);

    private static (Nd Losses, double Weight) Picked(Nd logs, Nd labels, Func<long, double> weight) =>
        (Nd.Make(labels.Shape, i => -weight((long)labels[i]) * logs[[i[0], (long)labels[i], .. i[1..]]]), labels.Data.Sum(c => weight((long)c)));
}
