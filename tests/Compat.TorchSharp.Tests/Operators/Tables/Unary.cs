using static Compat.TorchSharp.Tests.Operators.In;

namespace Compat.TorchSharp.Tests.Operators.Tables;

/// <summary>Functions of one number, element by element.</summary>
internal static class Unary
{
    private static readonly In _any = Real(2, 3);
    private static readonly In _positive = Positive(2, 3);
    private static readonly In _inside = Range(-0.95, 0.95, 2, 3);
    private static readonly In _offIntegers = Range(-3, 3, 2, 3).OffIntegers();
    private static readonly In _integers = Integers(-9, 10, 2, 3);
    private static readonly In _flags = Flags(2, 3);
    private static readonly In _peculiar = These(ScalarType.Float64, double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, 1.5, -2);

    public static IEnumerable<Row> Rows =>
    [
        Row.Map("abs", Math.Abs, _any.Off(0), x => x.abs(), abs, x => x.abs_(), abs_, x => x.absolute(), absolute),
        Row.Map("acos", Math.Acos, _inside, x => x.acos(), acos, x => x.acos_(), acos_),
        Row.Map("asin", Math.Asin, _inside, x => x.asin(), asin, x => x.asin_(), asin_),
        Row.Map("atan", Math.Atan, _any, x => x.atan(), atan, x => x.atan_(), atan_),
        Row.Map("ceil", Math.Ceiling, _offIntegers, x => x.ceil(), ceil, x => x.ceil_(), ceil_),
        Row.Map("floor", Math.Floor, _offIntegers, x => x.floor(), floor, x => x.floor_(), floor_),
        Row.Map("trunc", Math.Truncate, _offIntegers, x => x.trunc(), trunc, x => x.trunc_(), trunc_),
        Row.Map("frac", x => x - Math.Truncate(x), _offIntegers, x => x.frac(), frac, x => x.frac_(), frac_),
        Row.Map("round", x => Math.Round(x, MidpointRounding.ToEven), Range(-3, 3, 2, 3).Off(-2.5, -1.5, -0.5, 0.5, 1.5, 2.5), x => x.round(), x => round(x)),
        Row.Map("round of halves", x => Math.Round(x, MidpointRounding.ToEven), These(ScalarType.Float64, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5), x => x.round()).Gives(),
        Row.Map("round to 2 decimals", x => Math.Round(x * 100) / 100, _any, x => x.round(2), x => round(x, 2)).Gives(),
        Row.Map("cos", Math.Cos, _any, x => x.cos(), cos, x => x.cos_(), cos_),
        Row.Map("cosh", Math.Cosh, _any, x => x.cosh(), cosh, x => x.cosh_(), cosh_),
        Row.Map("sin", Math.Sin, _any, x => x.sin(), sin, x => x.sin_(), sin_),
        Row.Map("sinh", Math.Sinh, _any, x => x.sinh(), sinh, x => x.sinh_(), sinh_),
        Row.Map("tan", Math.Tan, Range(-1.2, 1.2, 2, 3), x => x.tan(), tan, x => x.tan_(), tan_),
        Row.Map("tanh", Math.Tanh, _any, x => x.tanh(), tanh, x => x.tanh_(), tanh_, x => nn.functional.tanh(x), x => nn.functional.tanh(x, true)),
        Row.Map("erf", Special.Erf, _any, x => x.erf(), erf, x => x.erf_(), erf_),
        Row.Map("erfc", x => 1 - Special.Erf(x), _any, x => x.erfc(), erfc, x => x.erfc_(), erfc_),
        Row.Map("erfinv", Special.ErfInv, Range(-0.8, 0.8, 2, 3), x => x.erfinv(), erfinv, x => x.erfinv_(), erfinv_),
        Row.Map("lgamma", Special.LogGamma, Range(-1.9, 4, 2, 3).OffIntegers(), x => x.lgamma(), lgamma, x => x.lgamma_(), lgamma_).Within(1e-9),
        Row.Map("digamma", Special.Digamma, Range(0.3, 5, 2, 3), x => x.digamma(), digamma, x => x.digamma_(), digamma_),
        Row.Map("exp", Math.Exp, _any, x => x.exp(), exp, x => x.exp_(), exp_),
        Row.Map("exp2", x => Math.Pow(2, x), _any, x => x.exp2(), exp2),
        Row.Map("expm1", x => Math.Exp(x) - 1, _any, x => x.expm1(), expm1, x => x.expm1_(), expm1_),
        Row.Map("log", Math.Log, _positive, x => x.log(), log, x => x.log_(), log_),
        Row.Map("log10", Math.Log10, _positive, x => x.log10(), log10, x => x.log10_(), log10_),
        Row.Map("log1p", x => Math.Log(1 + x), _positive, x => x.log1p(), log1p, x => x.log1p_(), log1p_),
        Row.Map("log2", Math.Log2, _positive, x => x.log2(), log2, x => x.log2_(), log2_),
        Row.Map("neg", x => -x, _any, x => x.neg(), neg, x => x.neg_(), neg_, x => x.negative(), negative, x => -x),
        Row.Map("positive", x => x, _any, x => x.positive(), positive),
        Row.Map("reciprocal", x => 1 / x, _positive, x => x.reciprocal(), reciprocal, x => x.reciprocal_(), reciprocal_),
        Row.Map("rsqrt", x => 1 / Math.Sqrt(x), _positive, x => x.rsqrt(), rsqrt, x => x.rsqrt_(), rsqrt_),
        Row.Map("sqrt", Math.Sqrt, _positive, x => x.sqrt(), sqrt, x => x.sqrt_(), sqrt_),
        Row.Map("square", x => x * x, _any, x => x.square(), square),
        Row.Map("sign", x => Math.Sign(x), _any.Off(0), x => x.sign(), sign, x => x.sign_(), sign_),
        Row.Map("sgn", x => Math.Sign(x), _any.Off(0), x => x.sgn(), sgn, x => x.sgn_(), sgn_),
        Row.Map("logit", x => Math.Log(x / (1 - x)), Range(0.1, 0.9, 2, 3), x => x.logit(), x => logit(x)),
        Row.Map("logit with eps", x => Math.Log(Math.Clamp(x, 0.2, 0.8) / (1 - Math.Clamp(x, 0.2, 0.8))), Range(0, 1, 2, 3).Off(0.2, 0.8), x => x.logit(0.2), x => logit(x, 0.2)),
        Row.Map("clamp", x => Math.Clamp(x, -0.5, 1), _any.Off(-0.5, 1), x => x.clamp((Scalar)(-0.5), 1), x => clamp(x, (Scalar)(-0.5), 1), x => x.clamp_((Scalar)(-0.5), 1), x => clamp_(x, (Scalar)(-0.5), 1), x => x.clip(-0.5, 1), x => clip(x, -0.5, 1)),
        Row.Map("clamp from below", x => Math.Max(x, -0.5), _any.Off(-0.5), x => x.clamp_min(-0.5), x => clamp_min(x, -0.5), x => x.clamp_min_(-0.5), x => clamp_min_(x, -0.5), x => x.clamp((Scalar)(-0.5))),
        Row.Map("clamp from above", x => Math.Min(x, 0.5), _any.Off(0.5), x => x.clamp_max(0.5), x => clamp_max(x, 0.5), x => x.clamp_max_(0.5), x => clamp_max_(x, 0.5), x => x.clamp(max: (Scalar)0.5)),
        Row.Map("isnan", x => double.IsNaN(x) ? 1 : 0, _peculiar, x => x.isnan(), isnan).Gives(ScalarType.Bool),
        Row.Map("isinf", x => double.IsInfinity(x) ? 1 : 0, _peculiar, x => x.isinf(), isinf).Gives(ScalarType.Bool),
        Row.Map("isfinite", x => double.IsFinite(x) ? 1 : 0, _peculiar, x => x.isfinite(), isfinite).Gives(ScalarType.Bool),
        Row.Map("nan_to_num", x => double.IsNaN(x) ? 0.5 : x == double.PositiveInfinity ? 7 : x == double.NegativeInfinity ? -8 : x, _peculiar, x => x.nan_to_num(0.5, 7, -8), x => nan_to_num(x, 0.5, 7, -8)).Gives(),
        Row.Map("nan_to_num by default", x => double.IsNaN(x) ? 0 : Math.Clamp(x, double.MinValue, double.MaxValue), _peculiar, x => x.nan_to_num(), x => nan_to_num(x)).Gives(),
        Row.Map("logical_not", x => x == 0 ? 1 : 0, Integers(-1, 2, 2, 3), x => x.logical_not(), logical_not).Gives(ScalarType.Bool),
        Row.Map("logical_not in place", x => x == 0 ? 1 : 0, Integers(-1, 2, 2, 3), x => x.logical_not_()).Gives(ScalarType.Int64),
        Row.Map("bitwise_not of integers", x => ~(long)x, _integers, x => x.bitwise_not(), bitwise_not, x => x.bitwise_not_(), bitwise_not_, x => ~x).Gives(ScalarType.Int64),
        Row.Map("bitwise_not of flags", x => 1 - x, _flags, x => x.bitwise_not(), bitwise_not, x => x.bitwise_not_(), bitwise_not_, x => ~x).Gives(ScalarType.Bool),
        Row.Map("abs of integers", Math.Abs, _integers, x => x.abs()).Gives(ScalarType.Int64),
        Row.Map("square of integers", x => x * x, _integers, x => x.square()).Gives(ScalarType.Int64),
    ];
}
