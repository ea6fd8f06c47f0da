using static Compat.TorchSharp.Tests.Operators.In;

namespace Compat.TorchSharp.Tests.Operators.Tables;

/// <summary>Products of vectors, matrices and batches of them; attention.</summary>
internal static class Matrices
{
    private static readonly In _a = Real(3, 4);
    private static readonly In _b = Real(4, 2);
    private static readonly In _vector = Real(4);
    private static readonly In _batch = Real(2, 3, 4);
    private static readonly In _batch2 = Real(2, 4, 2);
    private static readonly In[] _attention = [Real(2, 3, 4), Real(2, 5, 4), Real(2, 5, 4)];

    public static IEnumerable<Row> Rows =>
    [
        Row.Of("mm", _a, _b, Product, (x, y) => x.mm(y), mm, (x, y) => x.matmul(y), matmul, (x, y) => einsum("ij,jk->ik", x, y), (x, y) => einsum("ij,jk", x, y)),
        Row.Of("bmm", _batch, _batch2, Product, (x, y) => x.bmm(y), bmm, (x, y) => x.matmul(y), (x, y) => einsum("bij,bjk->bik", x, y)),
        Row.Of("matmul of a batch and a matrix", _batch, _b, (x, y) => Product(x, Nd.Make([2, 4, 2], i => y[i])), (x, y) => x.matmul(y)),
        Row.Of("mv", _a, _vector, (x, v) => Nd.Make([3], i => Sum(4, k => x[i[0], k] * v[k])), (x, v) => x.mv(v), mv, (x, v) => x.matmul(v)),
        Row.Of("dot", _vector, _vector, (x, y) => Nd.Scalar(Sum(4, k => x[k] * y[k])), (x, y) => x.dot(y), dot, (x, y) => x.matmul(y), (x, y) => einsum("i,i->", x, y)),
        Row.Of("outer", _vector, Real(3), (x, y) => Nd.Make([4, 3], i => x[i[0]] * y[i[1]]), (x, y) => x.outer(y), outer, (x, y) => einsum("i,j->ij", x, y)),
        Row.Of("addmm", Real(2), _a, _b, (c, x, y) => Nd.Elementwise(v => 0.5 * v[0] + 2 * v[1], c, Product(x, y)), (c, x, y) => c.addmm(x, y, 0.5f, 2), (c, x, y) => addmm(c, x, y, 0.5f, 2)),
        Row.Of("addmm by default", Real(3, 2), _a, _b, (c, x, y) => Nd.Elementwise(v => v[0] + v[1], c, Product(x, y)), (c, x, y) => c.addmm(x, y), (c, x, y) => c.addmm_(x, y), (c, x, y) => addmm_(c, x, y, 1, 1)),
        Row.Of("baddbmm", Real(2, 3, 2), _batch, _batch2, (c, x, y) => Nd.Elementwise(v => 0.5 * v[0] + 2 * v[1], c, Product(x, y)), (c, x, y) => c.baddbmm(x, y, 0.5f, 2), (c, x, y) => baddbmm(c, x, y, 0.5f, 2)),
        Row.Of("einsum of a trace and a transpose", Real(3, 3), x => Nd.Make([3], i => x[i[0], i[0]]), x => einsum("ii->i", x)),
        Row.Of("einsum of three", _a, _b, _vector, (x, y, v) => Nd.Make([3, 2], i => Sum(4, k => x[i[0], k] * y[k, i[1]] * v[k])), (x, y, v) => einsum("ij,jk,j->ik", x, y, v)),
        Row.Of("linear", _batch, Real(2, 4), Real(2), (x, w, b) => Nd.Make([2, 3, 2], i => b[i[2]] + Sum(4, k => x[i[0], i[1], k] * w[i[2], k])), (x, w, b) => nn.functional.linear(x, w, b), (x, w, b) => nn.functional.linear(x, w) + b),
        Row.Any("attention", _attention, x => Attend(x, (_, _) => 0), x => nn.functional.scaled_dot_product_attention(x[0], x[1], x[2])),
        Row.Any("attention with an added mask", [.. _attention, Real(3, 5)], x => Attend(x, (i, j) => x[3][i, j]), x => nn.functional.scaled_dot_product_attention(x[0], x[1], x[2], x[3])),
        Row.Any("attention with flags", [.. _attention, These(ScalarType.Bool, 1, 0, 1, 1, 1, 0, 1, 0, 0, 1, 1, 1, 1, 1, 0).Shaped(3, 5)], x => Attend(x, (i, j) => x[3][i, j] != 0 ? 0 : double.NegativeInfinity), x => nn.functional.scaled_dot_product_attention(x[0], x[1], x[2], x[3])),
        Row.Any("causal attention", [Real(2, 3, 4), Real(2, 3, 4), Real(2, 3, 4)], x => Attend(x, (i, j) => j <= i ? 0 : double.NegativeInfinity), x => nn.functional.scaled_dot_product_attention(x[0], x[1], x[2], null, 0, true)),
    ];

    public static double Sum(long count, Func<long, double> term) => Enumerable.Range(0, (int)count).Sum(k => term(k));

    /// <summary>The product of matrices or of equal batches of them.</summary>
    private static Nd Product(Nd x, Nd y) => Nd.Make([.. x.Shape[..^1], y.Shape[^1]], i => Sum(x.Shape[^1], k => x[[.. i[..^1], k]] * y[[.. i[..^2], k, i[^1]]]));

    private static Nd Attend(Nd[] x, Func<long, long, double> added)
    {
        var (query, key, value) = (x[0], x[1], x[2]);
        var scores = Nd.Make([2, 3, key.Shape[1]], i => Sum(4, k => query[i[0], i[1], k] * key[i[0], i[2], k]) / 2 + added(i[1], i[2]));
        return Product(scores.Lines(-1, Activations.Softmax), value);
    }
}
