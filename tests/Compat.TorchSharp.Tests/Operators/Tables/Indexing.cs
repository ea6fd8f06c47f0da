using static Compat.TorchSharp.Tests.Operators.In;
using static TorchSharp.torch.TensorIndex;

namespace Compat.TorchSharp.Tests.Operators.Tables;

/// <summary>Index expressions of every kind, read and written.</summary>
internal static class Indexing
{
    private static readonly In _a = Real(3, 4, 5);
    private static readonly In _four = Real(2, 3, 2, 2);
    private static readonly In _numbers = These(ScalarType.Int64, 2, 0);
    private static readonly In _others = These(ScalarType.Int64, 1, 3);
    private static readonly In _flags = These(ScalarType.Bool, 1, 0, 1);
    private static readonly In _mask = These(ScalarType.Bool, 1, 0, 0, 1, 0, 1).Shaped(2, 3);

    public static IEnumerable<Row> Rows =>
    [
        Row.Of("one number", _a, x => Nd.Make([4, 5], i => x[1, i[0], i[1]]), x => x[1], x => x[-2], x => x[Single(1)], x => x[(TensorIndex)1], x => x[^2], x => x.index(Single(1))),
        Row.Of("two numbers", _a, x => Nd.Make([5], i => x[1, 2, i[0]]), x => x[1, 2], x => x[-2, -2], x => x[Single(1), 2]),
        Row.Of("three numbers", _a, x => Nd.Scalar(x[1, 2, 3]), x => x[1, 2, 3], x => x[Single(1), 2, 3]),
        Row.Of("four numbers", _four, x => Nd.Scalar(x[1, 2, 0, 1]), x => x[1, 2, 0, 1], x => x[-1, -1, -2, -1]),
        Row.Of("a range", _a, x => Nd.Make([2, 4, 5], i => x[i[0] + 1, i[1], i[2]]), x => x[1..], x => x[1..3], x => x[^2..], x => x[Slice(1)], x => x[Slice(-2)], x => x[(1, null)], x => x[Slice((1, 3))], x => x[Slice(1..)]),
        Row.Of("a range to the end's neighbour", _a, x => Nd.Make([3, 3, 5], i => x[i]), x => x[.., ..^1], x => x[Colon, Slice(null, -1)], x => x[Colon, (null, 3)]),
        Row.Of("a range by steps", _a, x => Nd.Make([3, 2, 5], i => x[i[0], 2 * i[1], i[2]]), x => x[Colon, Slice(step: 2)], x => x[Colon, Slice(0, 4, 2)], x => x[TensorIndex.Ellipsis, Slice(0, 3, 2), Colon]),
        Row.Of("a range beyond the end", _a, x => x, x => x[0..99], x => x[Slice(0, 99)], x => x[TensorIndex.Ellipsis]),
        Row.Of("the ellipsis", _a, x => Nd.Make([3, 4], i => x[i[0], i[1], 2]), x => x[TensorIndex.Ellipsis, 2], x => x[TensorIndex.Ellipsis, ^3], x => x[Colon, TensorIndex.Ellipsis, 2]),
        Row.Of("a new axis", _a, x => x.Reshape(1, 3, 4, 1, 5), x => x[None, Colon, Colon, Null, Colon], x => x[None, TensorIndex.Ellipsis, None, Colon], x => x[Single(null), Colon, Colon, None]),
        Row.Of("a flag that is set", _a, x => x.Reshape(1, 3, 4, 5), x => x[Bool(true)]),
        Row.Of("a flag that is not set", _a, x => new Nd([], 0, 3, 4, 5), x => x[Bool(false)]),
        Row.Of("a tensor of one flag", _a, x => x.Reshape(1, 3, 4, 5), x => x[TensorIndex.Tensor(torch.tensor(true))], x => x[TensorIndex.Tensor(torch.tensor(true)), TensorIndex.Ellipsis, Colon]),
        Row.Of("a tensor of one number", _a, x => Nd.Make([3, 5], i => x[i[0], 2, i[1]]), x => x[Colon, TensorIndex.Tensor(torch.tensor(2L))]),
        Row.Of("a tensor of numbers", _a, _numbers, (x, n) => Nd.Make([2, 4, 5], i => x[(long)n[i[0]], i[1], i[2]]), (x, n) => x[n], (x, n) => x[TensorIndex.Tensor(n)], (x, n) => x.index(n)),
        Row.Of("a tensor of numbers of the last axis", _a, _numbers, (x, n) => Nd.Make([3, 4, 2], i => x[i[0], i[1], (long)n[i[2]]]), (x, n) => x[TensorIndex.Ellipsis, TensorIndex.Tensor(n)], (x, n) => x[Colon, Colon, TensorIndex.Tensor(n)]),
        Row.Of("a number and a tensor", _a, _numbers, (x, n) => Nd.Make([2, 5], i => x[1, (long)n[i[0]], i[1]]), (x, n) => x[1, TensorIndex.Tensor(n)]),
        Row.Of("two tensors", _a, _numbers, _others, (x, n, o) => Nd.Make([2, 5], i => x[(long)n[i[0]], (long)o[i[0]], i[1]]), (x, n, o) => x[n, o], (x, n, o) => x[TensorIndex.Tensor(n), TensorIndex.Tensor(o)], (x, n, o) => x.index(n, o)),
        Row.Of("two tensors apart", _a, _numbers, _others, (x, n, o) => Nd.Make([2, 4], i => x[(long)n[i[0]], i[1], (long)o[i[0]]]), (x, n, o) => x[TensorIndex.Tensor(n), Colon, TensorIndex.Tensor(o)]),
        Row.Of("a tensor and a range", _a, _numbers, (x, n) => Nd.Make([2, 2, 5], i => x[(long)n[i[0]], i[1] + 1, i[2]]), (x, n) => x[TensorIndex.Tensor(n), 1..3]),
        Row.Of("flags", _a, _flags, (x, f) => Nd.Make([2, 4, 5], i => x[2 * i[0], i[1], i[2]]), (x, f) => x[f], (x, f) => x[TensorIndex.Tensor(f), TensorIndex.Ellipsis]),
        Row.Of("a mask of two axes", _four, _mask, (x, m) => Masked(x, m), (x, m) => x[m], (x, m) => x[TensorIndex.Tensor(m)], (x, m) => x[TensorIndex.Tensor(m), Colon, Colon], (x, m) => x[TensorIndex.Tensor(m), TensorIndex.Ellipsis]),
        Row.Of("a mask of two axes and a range", _four, _mask, (x, m) => Nd.Make([3, 1, 2], i => Masked(x, m)[i[0], 1, i[2]]), (x, m) => x[TensorIndex.Tensor(m), 1..]),
        Row.Of("a mask of two axes and a new axis", _four, _mask, (x, m) => Masked(x, m).Reshape(3, 1, 2, 2), (x, m) => x[TensorIndex.Tensor(m), None]),
        Row.Of("a mask of two axes and numbers", _four, _mask, These(ScalarType.Int64, 1, 0, 1), (x, m, n) => Nd.Make([3, 2], i => Masked(x, m)[i[0], (long)n[i[0]], i[1]]), (x, m, n) => x[TensorIndex.Tensor(m), TensorIndex.Tensor(n)]),
        Row.Of("writing at a number of the middle axis", _a, Real(3, 5), (x, v) => Nd.Make([3, 4, 5], i => i[1] == 2 ? v[i[0], i[2]] : x[i]), (x, v) => Set(x, () => x[Colon, 2] = v), (x, v) => Set(x, () => x[TensorIndex.Ellipsis, ^2, Colon] = v)),
        Row.Of("writing at numbers", _a, Real(5), (x, v) => Nd.Make([3, 4, 5], i => i[0] == 1 && i[1] == 2 ? v[i[2]] : x[i]), (x, v) => Set(x, () => x[1, 2] = v), (x, v) => Set(x, () => x[Single(1), 2] = v), (x, v) => Set(x, () => x[1][2] = v), (x, v) => x.index_put_(v, Single(1), 2)),
        Row.Of("writing at one number", _a, Real(5), (x, v) => Nd.Make([3, 4, 5], i => i[0] == 2 ? v[i[2]] : x[i]), (x, v) => Set(x, () => x[2] = v), (x, v) => Set(x, () => x[^1] = v)),
        Row.Of("writing at three numbers", _a, Real(), (x, v) => Nd.Make([3, 4, 5], i => i is [1, 2, 3] ? v.Data[0] : x[i]), (x, v) => Set(x, () => x[1, 2, 3] = v)),
        Row.Of("writing at four numbers", _four, Real(), (x, v) => Nd.Make([2, 3, 2, 2], i => i is [1, 2, 0, 1] ? v.Data[0] : x[i]), (x, v) => Set(x, () => x[1, 2, 0, 1] = v)),
        Row.Of("writing a range", _a, Real(4, 2), (x, v) => Nd.Make([3, 4, 5], i => i[2] % 2 == 1 ? v[i[1], i[2] / 2] : x[i]), (x, v) => Set(x, () => x[TensorIndex.Ellipsis, Slice(1, null, 2)] = v), (x, v) => x.index_put_(v, [Colon, Colon, Slice(1, null, 2)])),
        Row.Of("adding to a range", _a, Real(4, 5), (x, v) => Nd.Make([3, 4, 5], i => i[0] > 0 ? x[i] + v[i[1], i[2]] : x[i]), (x, v) => x.index_put_(v, [Slice(1)], true)),
        Row.Of("writing at a tensor of numbers", _a, _numbers, Real(4, 5), (x, n, v) => Nd.Make([3, 4, 5], i => i[0] != 1 ? v[i[1], i[2]] : x[i]), (x, n, v) => Set(x, () => x[n] = v), (x, n, v) => Set(x, () => x[TensorIndex.Tensor(n)] = v), (x, n, v) => x.index_put_(v, n), (x, n, v) => x.index_put_(v, [n], false)),
        Row.Of("adding twice at one place", _a, These(ScalarType.Int64, 1, 1), Real(2, 4, 5), (x, n, v) => Nd.Make([3, 4, 5], i => i[0] == 1 ? x[i] + v[0, i[1], i[2]] + v[1, i[1], i[2]] : x[i]), (x, n, v) => x.index_put_(v, [n], true), (x, n, v) => x.index_put_(v, [TensorIndex.Tensor(n)], true)),
        Row.Of("writing at a mask", _four, _mask, Real(3, 2, 2), (x, m, v) => Nd.Make([2, 3, 2, 2], i => m[i[0], i[1]] == 0 ? x[i] : v[(long)m.Data[..(int)(i[0] * 3 + i[1])].Sum(), i[2], i[3]]), (x, m, v) => Set(x, () => x[m] = v), (x, m, v) => Set(x, () => x[TensorIndex.Tensor(m), Colon] = v)),
    ];

    private static Tensor Set(Tensor x, Action write)
    {
        write();
        return x;
    }

    private static Nd Masked(Nd x, Nd mask)
    {
        var places = Nd.Indices(mask.Shape).Where(i => mask[i] != 0).ToArray();
        return Nd.Make([places.Length, 2, 2], i => x[places[i[0]][0], places[i[0]][1], i[1], i[2]]);
    }
}
