namespace Backbones.CeNet.Decoding;

/// <summary>
/// Attention, softmax(q kᵀ) v, some rows of queries at a time: at 56 by 56 pixels the weights of one head are 3136 by 3136, and those of
/// some rows stay in the cache from the product to the softmax to the next product, forward and backward.
/// </summary>
internal static class RowAttention
{
    /// <summary>
    /// Weights at a time, as numbers: small enough for the cache, large enough that threads do not wait for each other. Convolutions are faster over
    /// many rows.
    /// </summary>
    private static long Budget => is_grad_enabled() ? 1 << 21 : 1 << 24;

    /// <summary>Attention of P parts, each to itself.</summary>
    /// <param name="queries"><c>[P, N, d]</c>, scaled.</param>
    /// <param name="keys"><c>[P, N, d]</c>.</param>
    /// <param name="values"><c>[P, N, e]</c>.</param>
    /// <returns><c>[P, N, e]</c>.</returns>
    public static Tensor Apply(Tensor queries, Tensor keys, Tensor values) => Apply([queries], [keys], values, null);

    /// <summary>The difference of two attentions to the same values, (A₀ − λ A₁) v (Ye et al., "Differential Transformer", 2024).</summary>
    /// <param name="queries">Two tensors <c>[P, N, d]</c>, scaled.</param>
    /// <param name="keys">Two tensors <c>[P, N, d]</c>.</param>
    /// <param name="values"><c>[P, N, e]</c>.</param>
    /// <param name="lambda">λ, a scalar tensor.</param>
    /// <returns><c>[P, N, e]</c>.</returns>
    public static Tensor Difference(Tensor[] queries, Tensor[] keys, Tensor values, Tensor lambda)
    {
        using var minus = lambda.neg();
        return Apply(queries, keys, values, minus);
    }

    private static Tensor Apply(Tensor[] queries, Tensor[] keys, Tensor values, Tensor? minus)
    {
        using var scope = NewDisposeScope();
        var count = values.shape[1];
        var budget = Budget;
        var parts = Math.Max(1, budget / (count * count));
        var pieces = (count * count + budget - 1) / budget;
        var rows = (count + pieces - 1) / pieces;

        var splitQueries = queries.Select(query => query.split(parts)).ToArray();
        var splitKeys = keys.Select(key => key.transpose(1, 2).split(parts)).ToArray();
        var splitValues = values.split(parts);
        var results = splitValues.Select(
            (value, i) => Joined([.. SomeRows([.. splitQueries.Select(query => query[i])], [.. splitKeys.Select(key => key[i])], value, minus, rows)], 1)
        );
        return Joined([.. results], 0).MoveToOuterDisposeScope();
    }

    private static IEnumerable<Tensor> SomeRows(Tensor[] queries, Tensor[] keys, Tensor values, Tensor? minus, long rows)
    {
        var split = queries.Select(query => query.split(rows, 1)).ToArray();
        for (var i = 0; i < split[0].Length; i++)
            yield return Some([.. split.Select(query => query[i])], keys, values, minus);
    }

    private static Tensor Some(Tensor[] queries, Tensor[] keys, Tensor values, Tensor? minus)
    {
        using var scope = NewDisposeScope();
        var weights = Weights(queries[0], keys[0]);
        if (minus is not null)
        {
            using var others = Weights(queries[1], keys[1]);
            weights = is_grad_enabled() ? weights.addcmul(others, minus, 1) : weights.addcmul_(others, minus, 1);
        }
        return Product(weights, values).MoveToOuterDisposeScope();
    }

    private static Tensor Weights(Tensor queries, Tensor keys)
    {
        using var scores = Product(queries, keys);
        return scores.softmax(-1);
    }

    // [P, n, C] times [P, C, m].
    private static Tensor Product(Tensor rows, Tensor columns)
    {
        if (rows.shape[0] > 1 || !Products.AreConvolutions(rows))
            return rows.bmm(columns);
        using var others = columns[0].t().contiguous();
        return Products.Convolve(rows, others);
    }

    private static Tensor Joined(Tensor[] tensors, long dimension) => tensors.Length == 1 ? tensors[0] : cat(tensors, dimension);
}
