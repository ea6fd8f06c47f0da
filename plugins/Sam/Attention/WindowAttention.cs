namespace Backbones.Sam;

/// <summary>Multi-head attention within the windows of a layout, from queries, keys and values that one linear layer made.</summary>
internal static class WindowAttention
{
    /// <summary>What every token finds within its window.</summary>
    /// <param name="qkv"><c>[B, N, 3 C]</c> in the layout's order: queries, keys and values, each of all heads in turn.</param>
    /// <param name="bias">The layer's bias <c>[3 C]</c>, which is what queries, keys and values of a padded token are; null without.</param>
    /// <param name="heads">Heads.</param>
    /// <param name="layout">Which tokens attend to each other.</param>
    /// <param name="tables">Relative positions along rows and columns of each group, see <see cref="HeadAttention.Attend"/>; null without.</param>
    /// <param name="pools">Whether the largest of every 2 by 2 queries of a window asks, channel by channel; rows and columns are even then.</param>
    /// <returns><c>[B, N, C]</c>, or <c>[B, N / 4, C]</c> of pooled queries, in the layout's order.</returns>
    public static Tensor Attend(
        Tensor qkv,
        Tensor? bias,
        int heads,
        TokenLayout layout,
        IReadOnlyList<(Tensor Rows, Tensor Columns)>? tables = null,
        bool pools = false
    )
    {
        using var scope = NewDisposeScope();
        var images = Enumerable
            .Range(0, (int)qkv.shape[0])
            .Select(image =>
            {
                var one = qkv[image];
                return Join([.. layout.Groups.Select((group, i) => Attend(one, bias, heads, group, tables?[i], pools))], 0);
            });
        return stack(images.ToArray()).MoveToOuterDisposeScope();
    }

    // One group of windows of one image: [N, 3 C] to [queries of the group, C].
    private static Tensor Attend(Tensor qkv, Tensor? bias, int heads, WindowGroup group, (Tensor Rows, Tensor Columns)? tables, bool pools)
    {
        using var scope = NewDisposeScope();
        // [3, heads, windows, h, w, c]
        var split = qkv.narrow(0, group.Offset, group.Tokens).view(group.Windows, group.Height, group.Width, 3, heads, -1).permute(3, 4, 0, 1, 2, 5);
        var padding = group.Height < group.KeyHeight || group.Width < group.KeyWidth ? Padding(split, bias) : null;
        var atOnce = (int)Math.Clamp(HeadAttention.TileScores / group.Scores, 1, heads);
        var found = new List<Tensor>();
        for (var head = 0; head < heads; head += atOnce)
        {
            using var inner = NewDisposeScope();
            var count = Math.Min(atOnce, heads - head);
            Tensor Part(int part) => split.select(0, part).narrow(0, head, count);
            Tensor Key(int part) => (padding is null ? Part(part) : Pad(Part(part), padding.select(0, part).narrow(0, head, count), group)).flatten(0, 1);
            var queries = Part(0).flatten(0, 1);
            var one = HeadAttention.Attend(pools ? Pool(queries) : queries, Key(1), Key(2), tables);
            found.Add(one.view(count, pools ? group.Tokens / 4 : group.Tokens, -1).transpose(0, 1).MoveToOuterDisposeScope());
        }
        return Join([.. found], 1).flatten(1).MoveToOuterDisposeScope();
    }

    // [n, h, w, c] to [n, h / 2, w / 2, c].
    private static Tensor Pool(Tensor queries) => functional.max_pool2d(queries.permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1);

    // What queries, keys and values of a padded token are: [3, heads, c].
    private static Tensor Padding(Tensor split, Tensor? bias) =>
        bias is null ? zeros([3, split.shape[1], split.shape[5]], split.dtype, split.device) : bias.to(split.dtype).view(3, split.shape[1], -1);

    // part [heads, windows, h, w, c], value [heads, c].
    private static Tensor Pad(Tensor part, Tensor value, WindowGroup group)
    {
        using var scope = NewDisposeScope();
        var (padded, heads, one) = (part, part.shape[0], value.view(value.shape[0], 1, 1, 1, -1));
        if (group.Width < group.KeyWidth)
            padded = cat([padded, one.expand(heads, group.Windows, group.Height, group.KeyWidth - group.Width, -1)], 3);
        if (group.Height < group.KeyHeight)
            padded = cat([padded, one.expand(heads, group.Windows, group.KeyHeight - group.Height, group.KeyWidth, -1)], 2);
        return padded.MoveToOuterDisposeScope();
    }

    private static Tensor Join(Tensor[] parts, long dimension) => parts.Length == 1 ? parts[0] : cat(parts, dimension);
}
