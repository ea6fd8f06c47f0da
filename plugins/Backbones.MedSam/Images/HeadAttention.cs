namespace Backbones.MedSam.Images;

/// <summary>Attention in tiles of query rows, so that a tile's scores stay in the processor's cache between product, positions and softmax.</summary>
internal static class HeadAttention
{
    /// <summary>Scores in one tile, at most, where a row of queries allows it: 8 MiB of float32.</summary>
    public const long TileScores = 1 << 21;

    /// <param name="queries"><c>[n, h, w, c]</c>: n windows, those of several heads one head after the other.</param>
    /// <param name="keys"><c>[n, h', w', c]</c>.</param>
    /// <param name="values"><c>[n, h', w', c]</c>.</param>
    /// <param name="tables">Relative positions along rows <c>[h, h', c]</c> and columns <c>[w, w', c]</c>; null without.</param>
    /// <returns><c>[n, h * w, c]</c>.</returns>
    public static Tensor Attend(Tensor queries, Tensor keys, Tensor values, (Tensor Rows, Tensor Columns)? tables)
    {
        using var scope = NewDisposeScope();
        var (windows, height, width, channels) = (queries.shape[0], queries.shape[1], queries.shape[2], queries.shape[3]);
        var (keyHeight, keyWidth) = (keys.shape[1], keys.shape[2]);
        // Positions are products with the unscaled queries.
        var positions = tables is { } found ? Positions(queries, found.Rows, found.Columns) : ((Tensor, Tensor)?)null;
        var scaled = queries.mul(1 / Math.Sqrt(channels)).reshape(windows, height * width, channels);
        // Every tile reads them: dense rows pay for their copy.
        var transposed = keys.reshape(windows, keyHeight * keyWidth, channels).contiguous().transpose(1, 2);
        var flat = values.reshape(windows, keyHeight * keyWidth, channels).contiguous();

        var most = Math.Clamp(TileScores / (windows * width * keyHeight * keyWidth), 1, height);
        var rows = Ceiling(height, Ceiling(height, most));
        var tiles = new List<Tensor>();
        for (long row = 0; row < height; row += rows)
        {
            using var inner = NewDisposeScope();
            var count = Math.Min(rows, height - row);
            // Positions and softmax are float32 whatever the products are: of bfloat16 they are slower, and coarse.
            var scores = scaled.narrow(1, row * width, count * width).bmm(transposed).to(Summing(queries));
            if (positions is { } both)
            {
                var grid = scores.view(windows, count, width, keyHeight, keyWidth);
                grid.add_(both.Item1.narrow(1, row, count)).add_(both.Item2.narrow(1, row, count));
            }
            tiles.Add(scores.softmax(2).to(flat.dtype).bmm(flat).MoveToOuterDisposeScope());
        }
        return (tiles.Count == 1 ? tiles[0] : cat(tiles, 1)).MoveToOuterDisposeScope();
    }

    private static long Ceiling(long dividend, long divisor) => (dividend + divisor - 1) / divisor;

    private static ScalarType Summing(Tensor queries) => queries.dtype == ScalarType.BFloat16 ? ScalarType.Float32 : queries.dtype;

    // [n, h, w, h', 1] and [n, h, w, 1, w'].
    private static (Tensor Rows, Tensor Columns) Positions(Tensor queries, Tensor rows, Tensor columns)
    {
        var (windows, height, width, channels) = (queries.shape[0], queries.shape[1], queries.shape[2], queries.shape[3]);
        var alongRows = queries.permute(1, 0, 2, 3).reshape(height, windows * width, channels).bmm(rows.transpose(1, 2));
        var alongColumns = queries.permute(2, 0, 1, 3).reshape(width, windows * height, channels).bmm(columns.transpose(1, 2));
        return (alongRows.to(Summing(queries)).view(height, windows, width, -1).permute(1, 0, 2, 3).unsqueeze(4), alongColumns.to(Summing(queries)).view(width, windows, height, -1).permute(1, 2, 0, 3).unsqueeze(3));
    }
}
