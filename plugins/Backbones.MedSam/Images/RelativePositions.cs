namespace Backbones.MedSam.Images;

/// <summary>Decomposed relative positions (Li et al. 2022, as in SAM): one table for each axis.</summary>
internal static class RelativePositions
{
    /// <summary>The table's row for every pair of a query and a key along one axis.</summary>
    /// <param name="queries">Query positions q.</param>
    /// <param name="keys">Key positions k.</param>
    /// <param name="table"><c>[L, c]</c>; a length other than 2 max(q, k) - 1 is interpolated to it linearly, without aligned corners.</param>
    /// <returns><c>[q, k, c]</c>.</returns>
    public static Tensor Between(int queries, int keys, Tensor table)
    {
        using var scope = NewDisposeScope();
        var length = 2 * Math.Max(queries, keys) - 1;
        var rows = table.shape[0] == length ? table : Resize(table, length);
        var (perQuery, perKey) = (Math.Max(keys / (double)queries, 1), Math.Max(queries / (double)keys, 1));
        var index = new long[queries * keys];
        for (var q = 0; q < queries; q++)
        {
            for (var k = 0; k < keys; k++)
                index[q * keys + k] = (long)(q * perQuery - k * perKey + (keys - 1) * perKey);
        }
        return rows.index_select(0, tensor(index, device: table.device)).view(queries, keys, -1).MoveToOuterDisposeScope();
    }

    /// <summary>A table <c>[L, c]</c> interpolated to <c>[length, c]</c>, linearly, without aligned corners. In the innermost dispose scope.</summary>
    public static Tensor Resize(Tensor table, long length) =>
        functional.interpolate(table.t().unsqueeze(0), [length], mode: InterpolationMode.Linear, align_corners: false)[0].t();
}
