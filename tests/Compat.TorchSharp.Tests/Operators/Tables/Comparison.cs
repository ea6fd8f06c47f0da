using static Compat.TorchSharp.Tests.Operators.In;

namespace Compat.TorchSharp.Tests.Operators.Tables;

/// <summary>Comparisons and logic. Small whole numbers, so that equal ones meet.</summary>
internal static class Comparison
{
    private static readonly In _a = Integers(-2, 3, 3, 4);
    private static readonly In _b = Integers(-2, 3, 4);
    private static readonly In _flags = Flags(3, 4);
    private static readonly In _other = Flags(4);

    public static IEnumerable<Row> Rows =>
    [
        Compare("eq", (x, y) => x == y, (x, y) => x.eq(y), (x, y) => eq(x, y), (x, y) => x == y, (x, y) => x.equal(y), equal),
        Compare("ne", (x, y) => x != y, (x, y) => x.ne(y), (x, y) => ne(x, y), (x, y) => x != y, (x, y) => x.not_equal(y), not_equal),
        Compare("lt", (x, y) => x < y, (x, y) => x.lt(y), (x, y) => lt(x, y), (x, y) => x < y, (x, y) => x.less(y), less),
        Compare("le", (x, y) => x <= y, (x, y) => x.le(y), (x, y) => le(x, y), (x, y) => x <= y, (x, y) => x.less_equal(y), less_equal),
        Compare("gt", (x, y) => x > y, (x, y) => x.gt(y), (x, y) => gt(x, y), (x, y) => x > y, (x, y) => x.greater(y), greater),
        Compare("ge", (x, y) => x >= y, (x, y) => x.ge(y), (x, y) => ge(x, y), (x, y) => x >= y, (x, y) => x.greater_equal(y), greater_equal),
        Number("eq to a number", x => x == 1, x => x.eq(1), x => x == 1, x => 1 == x),
        Number("ne to a number", x => x != 1, x => x.ne(1), x => x != 1, x => 1 != x),
        Number("lt a number", x => x < 1, x => x.lt(1), x => x < 1, x => 1 > x),
        Number("le a number", x => x <= 1, x => x.le(1), x => x <= 1, x => 1 >= x),
        Number("gt a number", x => x > 1, x => x.gt(1), x => x > 1, x => 1 < x),
        Number("ge a number", x => x >= 1, x => x.ge(1), x => x >= 1, x => 1 <= x),
        Compare("logical_and", (x, y) => x != 0 && y != 0, (x, y) => x.logical_and(y), logical_and),
        Compare("logical_or", (x, y) => x != 0 || y != 0, (x, y) => x.logical_or(y), logical_or),
        Compare("logical_xor", (x, y) => x != 0 ^ y != 0, (x, y) => x.logical_xor(y), logical_xor),
        Logic("logical_and of flags", (x, y) => x & y, (x, y) => x.logical_and_(y), logical_and_, (x, y) => x & y),
        Logic("logical_or of flags", (x, y) => x | y, (x, y) => x.logical_or_(y), logical_or_, (x, y) => x | y),
        Logic("logical_xor of flags", (x, y) => x ^ y, (x, y) => x.logical_xor_(y), logical_xor_, (x, y) => x ^ y),
        Bits("bitwise_and", (x, y) => x & y, (x, y) => x.bitwise_and(y), bitwise_and, (x, y) => x.bitwise_and_(y), bitwise_and_, (x, y) => x & y),
        Bits("bitwise_or", (x, y) => x | y, (x, y) => x.bitwise_or(y), bitwise_or, (x, y) => x.bitwise_or_(y), bitwise_or_, (x, y) => x | y),
        Bits("bitwise_xor", (x, y) => x ^ y, (x, y) => x.bitwise_xor(y), bitwise_xor, (x, y) => x.bitwise_xor_(y), bitwise_xor_, (x, y) => x ^ y),
        Row.Map("isclose", (x, y) => Math.Abs(x - y) <= 1e-5 * Math.Abs(y) + 1e-8 ? 1 : 0, Integers(1, 3, 3, 4), Integers(1, 3, 4), (x, y) => x.isclose(y), (x, y) => isclose(x, y), (x, y) => x.to(float64).isclose(y.to(float64) * 1.000001)).Gives(ScalarType.Bool),
        Row.Map("isclose within 1.5", (x, y) => Math.Abs(x - y) <= 1.5 ? 1 : 0, _a, _b, (x, y) => x.isclose(y, 0, 1.5), (x, y) => isclose(x, y, 0, 1.5)).Gives(ScalarType.Bool),
        Row.Of("isin", _a, Integers(-2, 3, 2), (x, set) => x.Map(v => set.Data.Contains(v) ? 1 : 0), (x, set) => x.isin(set), (x, set) => isin(x, set)).Gives(ScalarType.Bool),
        Row.Of("not isin", _a, Integers(-2, 3, 2), (x, set) => x.Map(v => set.Data.Contains(v) ? 0 : 1), (x, set) => x.isin(set, invert: true)).Gives(ScalarType.Bool),
        Row.Of("allclose", Integers(0, 2, 2), Integers(0, 2, 2), (x, y) => Nd.Scalar(x.Data.SequenceEqual(y.Data) ? 1 : 0), (x, y) => torch.tensor(x.to(float64).allclose(y.to(float64))), (x, y) => torch.tensor(allclose(x.to(float64), y.to(float64) + 1e-9)), (x, y) => torch.tensor(x.Equals(y)), (x, y) => torch.tensor(x.Equals((object)y))).Gives(ScalarType.Bool),
        Row.Of("is_nonzero", Integers(0, 2), x => x, x => torch.tensor(x.is_nonzero()).to(int64), x => torch.tensor(is_nonzero(x)).to(int64)).Gives(ScalarType.Int64),
        Row.Of("a distance of not-a-number", These(ScalarType.Float64, double.NaN, 1), x => Nd.List(1, 1), x => x.isclose(x, nanEqual: true)).Gives(ScalarType.Bool),
    ];

    private static Row Compare(string name, Func<double, double, bool> f, params Func<Tensor, Tensor, Tensor>[] forms) =>
        Row.Map(name, (x, y) => f(x, y) ? 1 : 0, _a, _b, forms).Gives(ScalarType.Bool);

    private static Row Number(string name, Func<double, bool> f, params Func<Tensor, Tensor>[] forms) => Row.Map(name, x => f(x) ? 1 : 0, _a, forms).Gives(ScalarType.Bool);

    private static Row Logic(string name, Func<bool, bool, bool> f, params Func<Tensor, Tensor, Tensor>[] forms) =>
        Row.Map(name, (x, y) => f(x != 0, y != 0) ? 1 : 0, _flags, _other, forms).Gives(ScalarType.Bool);

    private static Row Bits(string name, Func<long, long, long> f, params Func<Tensor, Tensor, Tensor>[] forms) =>
        Row.Map(name, (x, y) => f((long)x, (long)y), _a, _b, forms).Gives(ScalarType.Int64);
}
