namespace Backbones.Sam;

/// <summary>Attention in tiles of query rows: a tile's positions are the mask of its scores, and no map of all of them is ever there.</summary>
internal static class HeadAttention
{
    /// <summary>Positions in one tile, at most, where a row of queries allows it: 16 MiB of float32.</summary>
    public const long TileScores = 1 << 22;

    // Fewer, and the preparation of each product is what takes the time.
    private const long ManyKeys = 1024;

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
        var positions = tables is { } found ? Positions(queries, found.Rows, found.Columns) : ((Tensor Rows, Tensor Columns)?)null;
        var flat = queries.reshape(windows, 1, height * width, channels);
        // Every tile reads them: dense rows pay for their copy.
        var (flatKeys, flatValues) = (
            keys.reshape(windows, 1, keyHeight * keyWidth, channels).contiguous(),
            values.reshape(windows, 1, keyHeight * keyWidth, channels)
        );
        var many = keyHeight * keyWidth >= ManyKeys && queries.device_type == DeviceType.CPU;
        // As products take them: [n, 1, c, keys] or [n, 1, keys, c].
        var denseValues = (many ? flatValues.transpose(2, 3) : flatValues).contiguous();

        var most = Math.Clamp(TileScores / (windows * width * keyHeight * keyWidth), 1, height);
        var rows = Ceiling(height, Ceiling(height, most));
        var tiles = new List<Tensor>();
        for (long row = 0; row < height; row += rows)
        {
            using var inner = NewDisposeScope();
            var count = Math.Min(rows, height - row);
            var places = positions is { } both
                ? both.Rows.narrow(1, row, count).add(both.Columns.narrow(1, row, count)).view(windows, 1, count * width, -1)
                : null;
            var tile = flat.narrow(2, row * width, count * width);
            var attended = many
                ? ByProducts(tile, flatKeys, denseValues, places)
                : functional.scaled_dot_product_attention(tile, flatKeys, denseValues, places);
            tiles.Add(attended.MoveToOuterDisposeScope());
        }
        return (tiles.Count == 1 ? tiles[0] : cat(tiles, 2)).squeeze(1).MoveToOuterDisposeScope();
    }

    // Window by window, product by product: over so many keys faster than libtorch's own attention. Scores and their softmax are of the type that sums have.
    private static Tensor ByProducts(Tensor queries, Tensor keys, Tensor values, Tensor? places)
    {
        using var scope = NewDisposeScope();
        var type = Summing(queries);
        var scaled = queries.to(type).div(Math.Sqrt(queries.shape[3]));
        var windows = Enumerable
            .Range(0, (int)queries.shape[0])
            .Select(window =>
            {
                using var inner = NewDisposeScope();
                var scores = Products.Convolve(scaled[window, 0], keys[window, 0].to(type));
                if (places is not null)
                    scores = is_grad_enabled() ? scores.add(places[window, 0]) : scores.add_(places[window, 0]);
                return Products.Convolve(scores.softmax(-1).to(values.dtype), values[window, 0]).MoveToOuterDisposeScope();
            });
        return stack([.. windows]).unsqueeze(1).MoveToOuterDisposeScope();
    }

    private static long Ceiling(long dividend, long divisor) => (dividend + divisor - 1) / divisor;

    // Positions are summed in float32 whatever the products are, as the scores and their softmax are.
    private static ScalarType Summing(Tensor queries) => queries.dtype == ScalarType.BFloat16 ? ScalarType.Float32 : queries.dtype;

    // [n, h, w, h', 1] and [n, h, w, 1, w'].
    private static (Tensor Rows, Tensor Columns) Positions(Tensor queries, Tensor rows, Tensor columns)
    {
        var (windows, height, width, channels) = (queries.shape[0], queries.shape[1], queries.shape[2], queries.shape[3]);
        var alongRows = queries.permute(1, 0, 2, 3).reshape(height, windows * width, channels).bmm(rows.transpose(1, 2));
        var alongColumns = queries.permute(2, 0, 1, 3).reshape(width, windows * height, channels).bmm(columns.transpose(1, 2));
        // Dense, since their sum takes its order in memory from them.
        var byRow = alongRows.to(Summing(queries)).view(height, windows, width, -1).permute(1, 0, 2, 3).contiguous();
        var byColumn = alongColumns.to(Summing(queries)).view(width, windows, height, -1).permute(1, 2, 0, 3).contiguous();
        return (byRow.unsqueeze(4), byColumn.unsqueeze(3));
    }
}
