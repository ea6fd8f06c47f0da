using static Compat.TorchSharp.Tests.Operators.In;

namespace Compat.TorchSharp.Tests.Operators.Tables;

/// <summary>Sums, extremes, statistics, scans and orders.</summary>
internal static class Reductions
{
    private static readonly In _a = Real(3, 4);
    private static readonly In _deep = Real(2, 3, 4);
    private static readonly In _unequal = Unequal(3, 4);
    private static readonly In _whole = Integers(0, 3, 3, 4);
    private static readonly In _flags = Flags(3, 2);
    private static readonly ScalarType[] _valueAndIndex = [ScalarType.Float64, ScalarType.Int64];

    public static IEnumerable<Row> Rows =>
    [
        Row.Of("sum", _a, x => Nd.Scalar(x.Data.Sum()), x => x.sum(), x => sum(x), x => x.sum(0L, 1L)),
        Row.Of("sum along an axis", _a, x => x.Reduce(1, Sum), x => x.sum(1L), x => sum(x, 1L), x => x.sum([1L]), x => x.sum((ReadOnlySpan<long>)[-1]), x => sum(x, (ReadOnlySpan<long>)[1])),
        Row.Of("sum along an axis that is kept", _a, x => x.Reduce(0, Sum, true), x => x.sum(0L, true), x => x.sum([0L], true)),
        Row.Of("sum along two axes", _deep, x => x.Reduce(2, Sum).Reduce(0, Sum), x => x.sum(0L, 2L), x => x.sum([0, 2]), x => x.sum(new long[] { 0, 2 })),
        Row.Of("sum along three axes", _deep, x => Nd.Scalar(Sum(x.Data)), x => x.sum(0L, 1L, 2L), x => x.sum([0, 1, 2])),
        Row.Of("sum of integers as reals", _whole, x => Nd.Scalar(Sum(x.Data)), x => x.sum(ScalarType.Float64)).Gives(),
        Row.Of("sum of flags", _flags, x => Nd.Scalar(Sum(x.Data)), x => x.sum()).Gives(ScalarType.Int64),
        Row.Of("nansum", These(ScalarType.Float64, 1, double.NaN, -3), x => Nd.Scalar(-2), x => x.nansum(), nansum).Gives(),
        Row.Of("mean", _a, x => Nd.Scalar(x.Data.Average()), x => x.mean(), x => mean(x)),
        Row.Of("mean along axes", _deep, x => x.Reduce(2, Mean).Reduce(0, Mean), x => x.mean([0, 2]), x => mean(x, [0, -1])),
        Row.Of("mean along an axis that is kept", _a, x => x.Reduce(1, Mean, true), x => x.mean([1], true), x => mean(x, [1], true)),
        Row.Of("prod", _a, x => Nd.Scalar(Product(x.Data)), x => x.prod(), x => prod(x)),
        Row.Of("prod along an axis", _a, x => x.Reduce(1, Product), x => x.prod(1), x => prod(x, 1)),
        Row.Of("var", _a, x => Nd.Scalar(Variance(x.Data, 1)), x => x.var(), x => var(x)),
        Row.Of("var of the whole population", _a, x => Nd.Scalar(Variance(x.Data, 0)), x => x.var(false), x => var(x, false)),
        Row.Of("var along an axis", _a, x => x.Reduce(1, v => Variance(v, 1)), x => x.var(1L), x => var(x, 1L), x => x.var([1L]), x => var(x, [1L])),
        Row.Of("std", _a, x => Nd.Scalar(Math.Sqrt(Variance(x.Data, 1))), x => x.std(), x => std(x)),
        Row.Of("std along an axis that is kept", _a, x => x.Reduce(0, v => Math.Sqrt(Variance(v, 0)), true), x => x.std(0L, false, true), x => std(x, 0L, false, true), x => x.std([0L], false, true), x => std(x, [0L], false, true)),
        Row.Lists("std_mean", _a, x => [x.Reduce(1, v => Math.Sqrt(Variance(v, 1))), x.Reduce(1, Mean)], x => Both(std_mean(x, [1]))),
        Row.Lists("var_mean", _a, x => [x.Reduce(1, v => Variance(v, 0)), x.Reduce(1, Mean)], x => Both(var_mean(x, [1], false))),
        Row.Of("max", _unequal, x => Nd.Scalar(x.Data.Max()), x => x.max(), x => max(x), x => x.amax(0, 1)),
        Row.Of("min", _unequal, x => Nd.Scalar(x.Data.Min()), x => x.min(), x => min(x), x => x.amin(0, 1)),
        Row.Of("amax", _unequal, x => x.Reduce(1, Enumerable.Max), x => x.amax(1), x => amax(x, [1]), x => x.amax([1L], false), x => amax(x, [1L], false)),
        Row.Of("amin", _unequal, x => x.Reduce(0, Enumerable.Min, true), x => x.amin([0L], true), x => amin(x, [0L], true)),
        Row.Of("amin along an axis", _unequal, x => x.Reduce(0, Enumerable.Min), x => x.amin(0), x => amin(x, [0])),
        Row.Of("amax into a tensor", _unequal.Fixed(), x => x.Reduce(1, Enumerable.Max), x => Into(3, target => x.amax([1L], false, target))).Gives(),
        Row.Of("amin into a tensor", _unequal.Fixed(), x => x.Reduce(1, Enumerable.Min), x => Into(3, target => x.amin([1L], false, target))).Gives(),
        Row.Lists("max along an axis", _unequal, x => [x.Reduce(1, Enumerable.Max), x.Reduce(1, v => Array.IndexOf(v, v.Max()))], x => Both(x.max(1)), x => Both(max(x, 1))) with { Types = _valueAndIndex },
        Row.Lists("min along an axis that is kept", _unequal, x => [x.Reduce(0, Enumerable.Min, true), x.Reduce(0, v => Array.IndexOf(v, v.Min()), true)], x => Both(x.min(0, true)), x => Both(min(x, 0, true))) with { Types = _valueAndIndex },
        Row.Of("argmax", _unequal, x => Nd.Scalar(Array.IndexOf(x.Data, x.Data.Max())), x => x.argmax(), x => argmax(x)).Gives(ScalarType.Int64),
        Row.Of("argmin", _unequal, x => Nd.Scalar(Array.IndexOf(x.Data, x.Data.Min())), x => x.argmin(), x => argmin(x)).Gives(ScalarType.Int64),
        Row.Of("argmax along an axis", _unequal, x => x.Reduce(1, v => Array.IndexOf(v, v.Max())), x => x.argmax(1), x => argmax(x, 1)).Gives(ScalarType.Int64),
        Row.Of("argmin along an axis that is kept", _unequal, x => x.Reduce(0, v => Array.IndexOf(v, v.Min()), true), x => x.argmin(0, true), x => argmin(x, 0, true)).Gives(ScalarType.Int64),
        Row.Of("any", _flags, x => Nd.Scalar(x.Data.Max()), x => x.any(), x => any(x)).Gives(ScalarType.Bool),
        Row.Of("all", _flags, x => Nd.Scalar(x.Data.Min()), x => x.all(), x => all(x)).Gives(ScalarType.Bool),
        Row.Of("any along an axis", _flags, x => x.Reduce(1, Enumerable.Max), x => x.any(1), x => any(x, 1)).Gives(ScalarType.Bool),
        Row.Of("all along an axis that is kept", _flags, x => x.Reduce(0, Enumerable.Min, true), x => x.all(0, true), x => all(x, 0, true)).Gives(ScalarType.Bool),
        Row.Of("norm", _a, x => Nd.Scalar(Norm(x.Data, 2)), x => x.norm(), x => norm(x)),
        Row.Of("norm of power 1", _a.Off(0), x => Nd.Scalar(Norm(x.Data, 1)), x => x.norm(1f), x => norm(x, 1f)),
        Row.Of("norm along an axis", _a, x => x.Reduce(1, v => Norm(v, 3), true), x => x.norm(1, true, 3f), x => norm(x, 1, true, 3f)),
        Row.Of("norm of infinity", _unequal, x => Nd.Scalar(x.Data.Max(Math.Abs)), x => x.norm(float.PositiveInfinity)),
        Row.Of("logsumexp", _a, x => x.Reduce(1, v => Math.Log(v.Sum(Math.Exp))), x => x.logsumexp(1), x => logsumexp(x, 1)),
        Row.Of("cumsum", _a, x => x.Lines(1, v => Scan(v, (s, e) => s + e)), x => x.cumsum(1), x => cumsum(x, 1)),
        Row.Of("cumprod", _a, x => x.Lines(0, v => Scan(v, (s, e) => s * e)), x => x.cumprod(0), x => cumprod(x, 0)),
        Row.Of("median", _unequal, x => Nd.Scalar(x.Data.Order().ElementAt(5)), x => x.median(), median),
        Row.Of("count_nonzero", _whole, x => Nd.Scalar(x.Data.Count(v => v != 0)), x => x.count_nonzero(), x => count_nonzero(x)).Gives(ScalarType.Int64),
        Row.Of("count_nonzero along an axis", _whole, x => x.Reduce(1, v => v.Count(e => e != 0)), x => x.count_nonzero([1]), x => count_nonzero(x, [1])).Gives(ScalarType.Int64),
        Row.Of("quantile", _unequal, Range(0.05, 0.95, 3).Fixed(), (x, q) => Nd.Make([3, 3], i => Quantile(x.Line(1, [i[1], 0]), q[i[0]])), (x, q) => x.quantile(q, 1), (x, q) => quantile(x, q, 1)),
        Row.Lists("topk", _unequal, x => Sorted(x, 1, true, 2), x => Both(x.topk(2)), x => Both(topk(x, 2)), x => Both(x.topk(2, 1))) with { Types = _valueAndIndex },
        Row.Lists("the smallest of an axis", _unequal, x => Sorted(x, 0, false, 2), x => Both(x.topk(2, 0, false)), x => Both(topk(x, 2, 0, false))) with { Types = _valueAndIndex },
        Row.Lists("sort", _unequal, x => Sorted(x, 1, false, 4), x => Both(x.sort()), x => Both(sort(x)), x => Both(x.sort(1))) with { Types = _valueAndIndex },
        Row.Lists("sort downwards", _unequal, x => Sorted(x, 0, true, 3), x => Both(x.sort(0, true)), x => Both(sort(x, 0, true, true))) with { Types = _valueAndIndex },
        Row.Lists("stable sort", _whole, x => Sorted(x, 1, false, 4), x => Both(x.sort(1, false, true))).Gives(ScalarType.Int64, ScalarType.Int64),
        Row.Of("argsort", _unequal, x => Sorted(x, 1, false, 4)[1], x => x.argsort(), x => argsort(x)).Gives(ScalarType.Int64),
        Row.Of("argsort downwards", _unequal, x => Sorted(x, 0, true, 3)[1], x => x.argsort(0, true), x => argsort(x, 0, true)).Gives(ScalarType.Int64),
        Row.Of("bincount", Integers(0, 5, 12), x => Nd.Make([6], i => x.Data.Count(v => v == i[0])), x => x.bincount(null, 6), x => bincount(x, minlength: 6)).Gives(ScalarType.Int64),
        Row.Of("bincount with weights", Integers(0, 4, 12), Real(12).Fixed(), (x, w) => Nd.Make([6], i => x.Data.Zip(w.Data).Where(p => p.First == i[0]).Sum(p => p.Second)), (x, w) => x.bincount(w, 6), (x, w) => bincount(x, w, 6)).Gives(),
        Row.Of("histc", Range(-1.5, 4, 20).OffIntegers(), x => Nd.Make([4], i => x.Data.Count(v => Math.Floor(v) == i[0])), x => x.histc(4, 0, 4), x => histc(x, 4, 0, 4)).Gives(),
    ];

    private static double Sum(double[] v) => v.Sum();

    private static double Mean(double[] v) => v.Sum() / v.Length;

    private static double Product(double[] v) => v.Aggregate(1.0, (p, e) => p * e);

    private static double Variance(double[] v, int correction) => v.Sum(e => (e - Mean(v)) * (e - Mean(v))) / (v.Length - correction);

    private static double Norm(double[] v, double p) => Math.Pow(v.Sum(e => Math.Pow(Math.Abs(e), p)), 1 / p);

    private static double[] Scan(double[] v, Func<double, double, double> f) => [.. v.Select((_, i) => v[1..(i + 1)].Aggregate(v[0], f))];

    private static double Quantile(double[] v, double q)
    {
        var (sorted, place) = (v.Order().ToArray(), q * (v.Length - 1));
        var below = (int)place;
        return sorted[below] + (place - below) * (sorted[below + 1] - sorted[below]);
    }

    private static Nd[] Sorted(Nd x, int axis, bool downwards, int count) =>
        [x.Lines(axis, v => [.. Order(v, downwards).Take(count).Select(i => v[i])]), x.Lines(axis, v => [.. Order(v, downwards).Take(count).Select(i => (double)i)])];

    private static IEnumerable<int> Order(double[] v, bool downwards) => Enumerable.Range(0, v.Length).OrderBy(i => downwards ? -v[i] : v[i]);

    private static Tensor[] Both((Tensor, Tensor) pair) => [pair.Item1, pair.Item2];

    private static Tensor Into(long length, Func<Tensor, Tensor> write)
    {
        var target = torch.zeros(length, ScalarType.Float64);
        Assert.Same(target, write(target));
        return target;
    }
}
