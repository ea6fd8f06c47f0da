using static Compat.TorchSharp.Tests.Operators.In;

namespace Compat.TorchSharp.Tests.Operators.Tables;

/// <summary>Activation functions, the softmax family, vector normalisation.</summary>
internal static class Activations
{
    private static readonly In _a = Real(3, 4);
    private static readonly In _wide = Range(-5, 8, 3, 4);

    public static IEnumerable<Row> Rows =>
    [
        Row.Map("relu", x => Math.Max(x, 0), _a.Off(0), x => x.relu(), x => x.relu_(), x => nn.functional.relu(x), x => nn.functional.relu(x, true)),
        Row.Map("relu6", x => Math.Clamp(x, 0, 6), _wide.Off(0, 6), x => x.relu6(), x => nn.functional.relu6(x), x => nn.functional.relu6(x, true)),
        Row.Map("hardsigmoid", x => Math.Clamp(x / 6 + 0.5, 0, 1), _wide.Off(-3, 3), x => x.hardsigmoid(), x => x.hardsigmoid_(), x => nn.functional.hardsigmoid(x), x => nn.functional.hardsigmoid(x, true)),
        Row.Map("hardswish", x => x * Math.Clamp(x / 6 + 0.5, 0, 1), _wide.Off(-3, 3), x => x.hardswish(), x => x.hardswish_(), x => nn.functional.hardswish(x), x => nn.functional.hardswish(x, true)),
        Row.Map("silu", x => x * Special.Sigmoid(x), _a, x => x.silu(), x => x.silu_(), x => nn.functional.silu(x), x => nn.functional.silu(x, true)),
        Row.Map("sigmoid", Special.Sigmoid, _a, x => x.sigmoid(), x => x.sigmoid_(), sigmoid, sigmoid_, x => nn.functional.sigmoid(x), x => nn.functional.sigmoid(x, true)),
        Row.Map("gelu", x => 0.5 * x * (1 + Special.Erf(x / Math.Sqrt(2))), _a, x => x.gelu(), x => x.gelu_(), x => nn.functional.gelu(x), x => nn.functional.gelu(x, true)),
        Row.Map("leaky_relu", x => x > 0 ? x : 0.1 * x, _a.Off(0), x => x.leaky_relu(0.1), x => x.leaky_relu_(0.1), x => nn.functional.leaky_relu(x, 0.1), x => nn.functional.leaky_relu(x, 0.1, true)),
        Row.Map("leaky_relu by default", x => x > 0 ? x : 0.01 * x, _a.Off(0), x => nn.functional.leaky_relu(x)),
        Row.Map("elu", x => x > 0 ? x : 0.7 * (Math.Exp(x) - 1), _a.Off(0), x => x.elu(0.7), x => nn.functional.elu(x, 0.7), x => nn.functional.elu(x, 0.7, true)),
        Row.Map("selu", x => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543773 * (Math.Exp(x) - 1)), _a.Off(0), x => x.selu()),
        Row.Map("softplus", x => Math.Log(1 + Math.Exp(x)), _a, x => x.softplus(), x => nn.functional.softplus(x)),
        Row.Map("softplus beyond its threshold", x => 2 * x > 3 ? x : Math.Log(1 + Math.Exp(2 * x)) / 2, _a.Off(1.5), x => x.softplus(2, 3), x => nn.functional.softplus(x, 2, 3)),
        Row.Map("log_sigmoid", x => Math.Log(Special.Sigmoid(x)), _a, x => x.log_sigmoid(), x => nn.functional.logsigmoid(x)),
        Row.Of("glu", _a, x => Nd.Make([3, 2], i => x[i] * Special.Sigmoid(x[i[0], i[1] + 2])), x => x.glu(), x => x.glu(1)),
        Row.Of("softmax", _a, x => x.Lines(1, Softmax), x => x.softmax(1), x => softmax(x, 1), x => nn.functional.softmax(x, 1), x => x.softmax(-1)),
        Row.Of("softmax of the first axis", _a, x => x.Lines(0, Softmax), x => x.softmax(0), x => softmax(x, 0)),
        Row.Of("softmax in another type", Integers(-2, 3, 3, 4), x => x.Lines(1, Softmax), x => x.softmax(1, float64), x => softmax(x, 1, float64), x => nn.functional.softmax(x, 1, float64)).Gives(),
        Row.Of("log_softmax", _a, x => x.Lines(0, v => [.. Softmax(v).Select(e => Math.Log(e))]), x => x.log_softmax(0), x => nn.functional.log_softmax(x, 0)),
        Row.Of("normalize", _a, x => x.Lines(1, v => [.. v.Select(e => e / Math.Sqrt(v.Sum(o => o * o)))]), x => nn.functional.normalize(x)),
        Row.Of("normalize by the sum of magnitudes", _a.Off(0), x => x.Lines(0, v => [.. v.Select(e => e / v.Sum(Math.Abs))]), x => nn.functional.normalize(x, 1, 0)),
        Row.Of("normalize of nothing", _a.Fixed(), x => x.Map(_ => 0), x => nn.functional.normalize(x * 0)).Gives(),
    ];

    public static double[] Softmax(double[] v) => [.. v.Select(e => Math.Exp(e) / v.Sum(Math.Exp))];
}
