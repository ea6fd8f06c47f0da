using static Compat.TorchSharp.Tests.Operators.In;

namespace Compat.TorchSharp.Tests.Operators.Tables;

/// <summary>Operators that pick and place elements by tensors of numbers or flags.</summary>
internal static class Selection
{
    private static readonly In _a = Real(3, 4);
    private static readonly In _places = Integers(0, 3, 2, 4);
    private static readonly In _rows = These(ScalarType.Int64, 2, 0);
    private static readonly In _repeated = These(ScalarType.Int64, 1, 1);
    private static readonly In _flags = Flags(3, 4);
    private static readonly In _source = Real(2, 4);
    private static readonly In _lines = Integers(0, 12, 5);

    // Each column names three different rows: scattering to one place twice would have no one result.
    private static readonly In _permuted = These(ScalarType.Int64, 0, 1, 2, 0, 2, 0, 1, 1).Shaped(2, 4);

    public static IEnumerable<Row> Rows =>
    [
        Row.Of("gather", _a, _places, (x, p) => Nd.Make([2, 4], i => x[(long)p[i], i[1]]), (x, p) => x.gather(0, p), (x, p) => gather(x, 0, p)),
        Row.Of("take_along_dim", _a, _places, (x, p) => Nd.Make([2, 4], i => x[(long)p[i], i[1]]), (x, p) => x.take_along_dim(p, 0), (x, p) => take_along_dim(x, p, 0)),
        Row.Of("scatter", _a, _permuted, _source, (x, p, s) => x.With(set => Each(s, i => set([(long)p[i], i[1]], s[i]))), (x, p, s) => x.scatter(0, p, s), (x, p, s) => scatter(x, 0, p, s), (x, p, s) => x.scatter_(0, p, s), (x, p, s) => scatter_(x, 0, p, s)),
        Row.Of("scatter_add", _a, _places, _source, (x, p, s) => Nd.Make([3, 4], i => x[i] + Enumerable.Range(0, 2).Sum(r => p[r, i[1]] == i[0] ? s[r, i[1]] : 0)), (x, p, s) => x.scatter_add(0, p, s), (x, p, s) => scatter_add(x, 0, p, s), (x, p, s) => x.scatter_add_(0, p, s), (x, p, s) => scatter_add_(x, 0, p, s)),
        Row.Of("index_select", _a, _rows, (x, r) => Nd.Make([2, 4], i => x[(long)r[i[0]], i[1]]), (x, r) => x.index_select(0, r), (x, r) => index_select(x, 0, r)),
        Row.Of("index_add", _a, _repeated, _source, (x, r, s) => Nd.Make([3, 4], i => x[i] + (i[0] == 1 ? 0.5 * (s[0, i[1]] + s[1, i[1]]) : 0)), (x, r, s) => x.index_add(0, r, s, 0.5), (x, r, s) => index_add(x, 0, r, s, 0.5), (x, r, s) => x.index_add_(0, r, s, 0.5), (x, r, s) => index_add_(x, 0, r, s, 0.5)),
        Row.Of("index_copy", _a, _rows, _source, (x, r, s) => x.With(set => Each(s, i => set([(long)r[i[0]], i[1]], s[i]))), (x, r, s) => x.index_copy(0, r, s), (x, r, s) => index_copy(x, 0, r, s)),
        Row.Of("index_fill", _a, _rows, (x, r) => Nd.Make([3, 4], i => i[0] == 1 ? x[i] : 7), (x, r) => x.index_fill(0, r, 7), (x, r) => index_fill(x, 0, r, 7)),
        Row.Of("masked_fill", _a, _flags, (x, m) => Nd.Make([3, 4], i => m[i] != 0 ? -7 : x[i]), (x, m) => x.masked_fill(m, -7), (x, m) => x.masked_fill_(m, -7)),
        Row.Of("masked_select", _a, _flags, (x, m) => Nd.List(x.Data.Where((_, i) => m.Data[i] != 0)), (x, m) => x.masked_select(m), masked_select, (x, m) => x[m], (x, m) => x[TensorIndex.Tensor(m)]),
        Row.Of("masked_scatter", _a, _flags, Real(12), (x, m, s) => new Nd([.. x.Data.Select((v, i) => m.Data[i] == 0 ? v : s.Data[(int)m.Data[..i].Sum()])], 3, 4), (x, m, s) => x.masked_scatter(m, s)),
        Row.Of("where", _a, _flags, Real(4), (x, m, y) => Nd.Make([3, 4], i => m[i] != 0 ? x[i] : y[i]), (x, m, y) => where(m, x, y), (x, m, y) => x.where(m, y)),
        Row.Lists("where of flags", _flags, m => [.. Enumerable.Range(0, 2).Select(axis => Nd.List(Nd.Indices(m.Shape).Where(i => m[i] != 0).Select(i => (double)i[axis])))], m => where(m)).Gives(ScalarType.Int64, ScalarType.Int64),
        Row.Of("nonzero", Integers(0, 2, 3, 4), NonZero, x => x.nonzero(), nonzero, x => x.argwhere(), argwhere).Gives(ScalarType.Int64),
        Row.Of("take", _a, _lines, (x, l) => l.Map(p => x.Data[(int)p]), (x, l) => x.take(l), take),
        Row.Of("copy_", _a, Real(4), (x, y) => Nd.Make([3, 4], i => y[i]), (x, y) => x.copy_(y)),
        Row.Of("fill_", _a, x => x.Map(_ => 2.5), x => x.fill_(2.5)),
        Row.Of("zero_", _a, x => x.Map(_ => 0), x => x.zero_()),
        Row.Of("bucketize", Integers(-1, 7, 3, 4), These(ScalarType.Int64, 0, 2, 2, 5), (x, b) => x.Map(v => b.Data.Count(e => e < v)), (x, b) => x.bucketize(b), (x, b) => bucketize(x, b), (x, b) => searchsorted(b, x)).Gives(ScalarType.Int64),
        Row.Of("bucketize to the right", Integers(-1, 7, 3, 4), These(ScalarType.Int64, 0, 2, 2, 5), (x, b) => x.Map(v => b.Data.Count(e => e <= v)), (x, b) => x.bucketize(b, true, true), (x, b) => bucketize(x, b, true, true), (x, b) => searchsorted(b, x, true, true)).Gives(ScalarType.Int32),
        Row.Of("searchsorted by a sorter", Real(3), Real(4), (x, b) => x.Map(v => b.Data.Count(e => e < v)), (x, b) => searchsorted(b, x, sorter: b.argsort())).Gives(ScalarType.Int64),
        Row.Lists("unique", Integers(0, 4, 9), Unique, x => Three(x.unique(true, true, true)), x => Three(unique(x, true, true, true)), x => Three(x.unique(true, true, true, 0))).Gives(ScalarType.Int64, ScalarType.Int64, ScalarType.Int64),
        Row.Of("unique values alone", Integers(0, 4, 3, 3), x => Nd.List(x.Data.Distinct().Order()), x => Alone(x.unique()), x => Alone(unique(x))).Gives(ScalarType.Int64),
        Row.Of("unique rows", These(ScalarType.Int64, 1, 2, 0, 5, 1, 2).Shaped(3, 2), x => new Nd([0, 5, 1, 2], 2, 2), x => x.unique(dim: 0).output, x => unique(x, dim: 0).output).Gives(ScalarType.Int64),
        Row.Of("one_hot", Integers(0, 3, 2, 2), x => Nd.Make([2, 2, 4], i => x[i[0], i[1]] == i[2] ? 1 : 0), x => nn.functional.one_hot(x, 4)).Gives(ScalarType.Int64),
        Row.Of("one_hot of as many classes as there are", These(ScalarType.Int64, 0, 2), x => new Nd([1, 0, 0, 0, 0, 1], 2, 3), x => nn.functional.one_hot(x)).Gives(ScalarType.Int64),
    ];

    private static void Each(Nd shape, Action<long[]> body)
    {
        foreach (var index in Nd.Indices(shape.Shape)) body(index);
    }

    private static Nd NonZero(Nd x)
    {
        var places = Nd.Indices(x.Shape).Where(i => x[i] != 0).ToArray();
        return new Nd([.. places.SelectMany(i => i.Select(e => (double)e))], places.Length, x.Rank);
    }

    private static Nd[] Unique(Nd x)
    {
        var values = x.Data.Distinct().Order().ToArray();
        return [Nd.List(values), x.Map(v => Array.IndexOf(values, v)), Nd.List(values.Select(v => (double)x.Data.Count(e => e == v)))];
    }

    private static Tensor[] Three((Tensor output, Tensor? inverse, Tensor? counts) found) => [found.output, found.inverse!, found.counts!];

    private static Tensor Alone((Tensor output, Tensor? inverse, Tensor? counts) found)
    {
        Assert.Null(found.inverse);
        Assert.Null(found.counts);
        return found.output;
    }
}
