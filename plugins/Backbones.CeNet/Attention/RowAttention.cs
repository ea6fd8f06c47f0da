namespace Backbones.CeNet.Attention;

/// <summary>
/// Attention, softmax(q kᵀ) v, a few rows of queries at a time: at 56 by 56 pixels the weights are 3136 by 3136 for each head, and
/// those of some rows fit into the cache from the product to the softmax to the next product.
/// </summary>
internal static class RowAttention
{
    /// <summary>Weights in flight, as numbers.</summary>
    private const long Budget = 1 << 19;

    /// <summary>One attention, or the difference of two with the same values (Ye et al., "Differential Transformer", 2024): A₀ v − λ A₁ v.</summary>
    /// <param name="queries"><c>[P, G, N, d]</c>, scaled; G is 2 with <paramref name="lambda"/> and otherwise 1.</param>
    /// <param name="keys"><c>[P, G, N, d]</c>.</param>
    /// <param name="values"><c>[P, N, e]</c>.</param>
    /// <param name="lambda">λ, a scalar tensor, or null.</param>
    /// <returns><c>[P, N, e]</c>.</returns>
    public static Tensor Apply(Tensor queries, Tensor keys, Tensor values, Tensor? lambda = null)
    {
        using var scope = NewDisposeScope();
        var (parts, groups, count) = (queries.shape[0], queries.shape[1], queries.shape[2]);
        var minus = lambda?.neg();
        var turned = keys.transpose(-2, -1);
        if (parts * groups * count * count <= Budget) return Rows(queries, turned, values, minus).MoveToOuterDisposeScope();

        var rows = Math.Max(32, Budget / (groups * count));
        var pieces = new List<Tensor>();
        foreach (var (query, key, value) in queries.split(1).Zip(turned.split(1), values.split(1)))
        {
            foreach (var some in query.split(rows, 2)) pieces.Add(Rows(some, key, value, minus));
        }
        return cat(pieces, 1).view(parts, count, values.shape[2]).MoveToOuterDisposeScope();
    }

    private static Tensor Rows(Tensor queries, Tensor keys, Tensor values, Tensor? minus)
    {
        using var scope = NewDisposeScope();
        var shape = queries.shape;
        var (parts, groups, rows, count) = (shape[0], shape[1], shape[2], keys.shape[3]);
        var scores = queries.reshape(parts * groups, rows, shape[3]).bmm(keys.reshape(parts * groups, shape[3], count));
        var weights = scores.softmax(-1);
        scores.Dispose();
        if (minus is null) return weights.bmm(values).MoveToOuterDisposeScope();

        if (!is_grad_enabled())
        {
            var pairs = weights.view(parts, 2, rows, count);
            return pairs.select(1, 0).addcmul(pairs.select(1, 1), minus, 1).bmm(values).MoveToOuterDisposeScope();
        }
        // With gradients the difference is taken after the product: its own gradients then never have N by N numbers.
        var results = weights.view(parts, 2 * rows, count).bmm(values).view(parts, 2, rows, values.shape[2]).unbind(1);
        return results[0].addcmul(results[1], minus, 1).MoveToOuterDisposeScope();
    }
}
