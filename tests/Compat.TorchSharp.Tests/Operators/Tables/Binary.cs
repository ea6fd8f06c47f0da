using static Compat.TorchSharp.Tests.Operators.In;

namespace Compat.TorchSharp.Tests.Operators.Tables;

/// <summary>Functions of two or three numbers, element by element, with broadcasting, and the arithmetic operators.</summary>
internal static class Binary
{
    private static readonly In _a = Real(2, 3);
    private static readonly In _b = Real(3);
    private static readonly In _positive = Positive(2, 3);
    private static readonly In _divisor = Positive(3);
    private static readonly In _other = Positive(2, 1);
    private static readonly In _whole = Integers(-9, 10, 2, 3);
    private static readonly In _wholeDivisor = Integers(1, 5, 3);

    public static IEnumerable<Row> Rows =>
    [
        Row.Map("add", (x, y) => x + y, _a, _b, (x, y) => x.add(y), (x, y) => add(x, y), (x, y) => x.add_(y), (x, y) => add_(x, y), (x, y) => x + y),
        Row.Map("add a number", x => x + 2.5, _a, x => x.add(2.5), x => add(x, 2.5), x => x.add_(2.5), x => add_(x, 2.5), x => x + 2.5, x => 2.5 + x, x => x + 2.5f, x => 2.5f + x, x => x + (Scalar)2.5, x => (Scalar)2.5 + x),
        Row.Map("add a whole number", x => x + 3, _a, x => x + 3, x => 3 + x, x => x + 3L, x => 3L + x),
        Row.Map("add times alpha", (x, y) => x + 0.5 * y, _a, _b, (x, y) => x.add(y, 0.5), (x, y) => add(x, y, 0.5), (x, y) => x.add_(y, 0.5), (x, y) => add_(x, y, 0.5)),
        Row.Map("add a number times alpha", x => x + 2 * 1.5, _a, x => x.add(2, 1.5), x => add(x, 2, 1.5), x => x.add_(2, 1.5), x => add_(x, 2, 1.5)),
        Row.Map("sub", (x, y) => x - y, _a, _b, (x, y) => x.sub(y), (x, y) => sub(x, y), (x, y) => x.sub_(y), (x, y) => sub_(x, y), (x, y) => x - y, (x, y) => x.subtract(y), (x, y) => subtract(x, y)),
        Row.Map("sub a number", x => x - 2.5, _a, x => x.sub(2.5), x => sub(x, 2.5), x => x.sub_(2.5), x => sub_(x, 2.5), x => x.subtract(2.5), x => subtract(x, 2.5), x => x - 2.5, x => x - 2.5f, x => x - (Scalar)2.5),
        Row.Map("sub a whole number", x => x - 3, _a, x => x - 3, x => x - 3L),
        Row.Map("a number minus", x => 2.5 - x, _a, x => 2.5 - x, x => 2.5f - x, x => (Scalar)2.5 - x),
        Row.Map("a whole number minus", x => 3 - x, _a, x => 3 - x, x => 3L - x),
        Row.Map("mul", (x, y) => x * y, _a, _b, (x, y) => x.mul(y), (x, y) => mul(x, y), (x, y) => x.mul_(y), (x, y) => mul_(x, y), (x, y) => x * y, (x, y) => x.multiply(y), (x, y) => multiply(x, y)),
        Row.Map("mul by a number", x => x * 2.5, _a, x => x.mul(2.5), x => mul(x, 2.5), x => x.mul_(2.5), x => mul_(x, 2.5), x => x.multiply(2.5), x => multiply(x, 2.5), x => x * 2.5, x => 2.5 * x, x => x * 2.5f, x => 2.5f * x, x => x * (Scalar)2.5, x => (Scalar)2.5 * x),
        Row.Map("mul by a whole number", x => x * 3, _a, x => x * 3, x => 3 * x, x => x * 3L, x => 3L * x),
        Row.Map("div", (x, y) => x / y, _a, _divisor, (x, y) => x.div(y), (x, y) => div(x, y), (x, y) => x.div_(y), (x, y) => div_(x, y), (x, y) => x / y, (x, y) => x.divide(y), (x, y) => divide(x, y)),
        Row.Map("div by a number", x => x / 2.5, _a, x => x.div(2.5), x => div(x, 2.5), x => x.div_(2.5), x => div_(x, 2.5), x => x.divide(2.5), x => divide(x, 2.5), x => x / 2.5, x => x / 2.5f, x => x / (Scalar)2.5),
        Row.Map("div by a whole number", x => x / 3, _a, x => x / 3, x => x / 3L),
        Row.Map("a number divided by", x => 2.5 / x, _positive, x => 2.5 / x, x => 2.5f / x, x => (Scalar)2.5 / x),
        Row.Map("a whole number divided by", x => 3 / x, _positive, x => 3 / x, x => 3L / x),
        Row.Map("div towards zero", (x, y) => Math.Truncate(x / y), _whole, _wholeDivisor, (x, y) => x.div(y, RoundingMode.trunc), (x, y) => div(x, y, RoundingMode.trunc), (x, y) => x.div_(y, RoundingMode.trunc), (x, y) => div_(x, y, RoundingMode.trunc), (x, y) => divide(x, y, RoundingMode.trunc)).Gives(ScalarType.Int64),
        Row.Map("div downwards", (x, y) => Math.Floor(x / y), _whole, _wholeDivisor, (x, y) => x.div(y, RoundingMode.floor), (x, y) => x.div_(y, RoundingMode.floor), (x, y) => x.floor_divide(y), (x, y) => floor_divide(x, y)).Gives(ScalarType.Int64),
        Row.Map("div by a number towards zero", x => Math.Truncate(x / 4), _whole, x => x.div(4, RoundingMode.trunc), x => div(x, 4, RoundingMode.trunc), x => x.div_(4, RoundingMode.trunc), x => div_(x, 4, RoundingMode.trunc)).Gives(ScalarType.Int64),
        Row.Map("div by a number downwards", x => Math.Floor(x / 4), _whole, x => x.div(4, RoundingMode.floor), x => x.div_(4, RoundingMode.floor), x => x.floor_divide(4)).Gives(ScalarType.Int64),
        Row.Map("remainder", (x, y) => x - y * Math.Floor(x / y), _whole, _wholeDivisor, (x, y) => x.remainder(y), (x, y) => remainder(x, y), (x, y) => x % y).Gives(ScalarType.Int64),
        Row.Map("remainder of reals", x => x - 3.5 * Math.Floor(x / 3.5), _a.Off(0), x => x.remainder(3.5), x => remainder(x, 3.5), x => x % (Scalar)3.5),
        Row.Map("fmod", (x, y) => x - y * Math.Truncate(x / y), _whole, _wholeDivisor, (x, y) => x.fmod(y), (x, y) => fmod(x, y)).Gives(ScalarType.Int64),
        Row.Map("fmod of reals", x => x - 1.5 * Math.Truncate(x / 1.5), _a.Off(-1.5, 1.5), x => x.fmod(1.5), x => fmod(x, 1.5)),
        Row.Map("pow", Math.Pow, _positive, _b, (x, y) => x.pow(y), (x, y) => pow(x, y), (x, y) => x.pow_(y), (x, y) => pow_(x, y)),
        Row.Map("pow of a number", x => x * x * x, _a, x => x.pow(3), x => pow(x, 3), x => x.pow_(3), x => pow_(x, 3)),
        Row.Map("square root by pow", Math.Sqrt, _positive, x => x.pow(0.5)),
        Row.Map("maximum", Math.Max, _a, _b, (x, y) => x.maximum(y), maximum, (x, y) => x.max(y), (x, y) => max(x, y)),
        Row.Map("minimum", Math.Min, _a, _b, (x, y) => x.minimum(y), minimum, (x, y) => x.min(y), (x, y) => min(x, y)),
        Row.Map("atan2", Math.Atan2, _a, _divisor, (x, y) => x.atan2(y), atan2),
        Row.Map("logaddexp", (x, y) => Math.Log(Math.Exp(x) + Math.Exp(y)), _a, _b, (x, y) => x.logaddexp(y), logaddexp),
        Row.Map("hypot", (x, y) => Math.Sqrt(x * x + y * y), _a, _divisor, (x, y) => x.hypot(y), hypot),
        Row.Map("xlogy", (x, y) => x * Math.Log(y), _a, _divisor, (x, y) => x.xlogy(y), xlogy),
        Row.Map("copysign", Math.CopySign, _positive, _b.Off(0), (x, y) => x.copysign(y), copysign),
        Row.Of("lerp", _a, _b, _other, (x, y, w) => Nd.Elementwise(v => v[0] + v[2] * (v[1] - v[0]), x, y, w), (x, y, w) => x.lerp(y, w), lerp, (x, y, w) => x.lerp_(y, w)),
        Row.Of("addcmul", _a, _b, _other, (x, y, z) => Nd.Elementwise(v => v[0] + 0.7 * v[1] * v[2], x, y, z), (x, y, z) => x.addcmul(y, z, 0.7), (x, y, z) => addcmul(x, y, z, 0.7), (x, y, z) => x.addcmul_(y, z, 0.7), (x, y, z) => addcmul_(x, y, z, 0.7)),
        Row.Of("addcdiv", _a, _b, _other, (x, y, z) => Nd.Elementwise(v => v[0] + 0.7 * v[1] / v[2], x, y, z), (x, y, z) => x.addcdiv(y, z, 0.7), (x, y, z) => addcdiv(x, y, z, 0.7), (x, y, z) => x.addcdiv_(y, z, 0.7), (x, y, z) => addcdiv_(x, y, z, 0.7)),
        Row.Of("addcdiv without a factor", _a, _b, _other, (x, y, z) => Nd.Elementwise(v => v[0] + v[1] / v[2], x, y, z), (x, y, z) => x.addcdiv(y, z), (x, y, z) => x.addcdiv_(y, z)),
        Row.Of("clamp between tensors", _a, Range(-2, -0.5, 3), Range(0.5, 2, 2, 1), (x, low, high) => Nd.Elementwise(v => Math.Clamp(v[0], v[1], v[2]), x, low, high), (x, l, h) => x.clamp(l, h), (x, l, h) => clamp(x, l, h), (x, l, h) => x.clamp_(l, h), (x, l, h) => clamp_(x, l, h)),
        Row.Map("clamp by a tensor from below", Math.Max, _a, _b, (x, low) => x.clamp(low), (x, low) => clamp(x, low)),
    ];
}
