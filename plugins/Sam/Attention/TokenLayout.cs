namespace Backbones.Sam;

/// <summary>
/// Which tokens attend to each other. Windows that the image's border cuts form groups of their own, so that the padding that they
/// attend to is never computed with: its queries are dropped in the end, and its keys and values are the bias alone.
/// </summary>
internal sealed class TokenLayout
{
    private readonly long[]? _order;
    private readonly long[]? _inverse;

    private TokenLayout(IReadOnlyList<WindowGroup> groups, long[]? order)
    {
        Groups = groups;
        _order = order;
        if (order is null)
            return;
        _inverse = new long[order.Length];
        for (var i = 0; i < order.Length; i++)
            _inverse[order[i]] = i;
    }

    public IReadOnlyList<WindowGroup> Groups { get; }

    /// <summary>All tokens attend to all.</summary>
    public static TokenLayout Global(int height, int width) => new([new(0, 1, height, width, height, width)], null);

    /// <summary>Windows from the upper left corner on, padded to the right and below.</summary>
    public static TokenLayout Windowed(int height, int width, int window)
    {
        var groups = new List<WindowGroup>();
        var order = new long[height * width];
        var next = 0;
        foreach (var (top, rows, windowHeight) in Spans(height, window))
        {
            foreach (var (left, columns, windowWidth) in Spans(width, window))
            {
                groups.Add(new(next, rows * columns, windowHeight, windowWidth, window, window));
                for (var w = 0; w < rows * columns; w++)
                {
                    var (y0, x0) = (top + w / columns * window, left + w % columns * window);
                    for (var i = 0; i < windowHeight * windowWidth; i++)
                        order[next++] = (y0 + i / windowWidth) * width + x0 + i % windowWidth;
                }
            }
        }
        return new(groups, order);
    }

    /// <summary>Tokens <c>[B, H * W, C]</c>, row by row, in the layout's order.</summary>
    public Tensor Arrange(Tensor tokens) => Select(tokens, _order);

    /// <summary>Tokens in the layout's order, row by row again.</summary>
    public Tensor Restore(Tensor tokens) => Select(tokens, _inverse);

    // The whole windows along an axis, then the one that the border cuts: first token, windows, tokens of each.
    private static IEnumerable<(int Start, int Windows, int Length)> Spans(int size, int window)
    {
        if (size >= window)
            yield return (0, size / window, window);
        if (size % window != 0)
            yield return (size - size % window, 1, size % window);
    }

    private static Tensor Select(Tensor tokens, long[]? order)
    {
        if (order is null)
            return tokens.alias();
        using var index = tensor(order, device: tokens.device);
        return tokens.index_select(1, index);
    }
}

/// <summary>Windows of one shape whose tokens follow each other.</summary>
/// <param name="Offset">The first token, in the layout's order.</param>
/// <param name="Windows">How many windows there are.</param>
/// <param name="Height">Rows of tokens that lie in the image.</param>
/// <param name="Width">Columns of tokens that lie in the image.</param>
/// <param name="KeyHeight">Rows of keys: those and, below them, padding.</param>
/// <param name="KeyWidth">Columns of keys: those and, right of them, padding.</param>
internal readonly record struct WindowGroup(int Offset, int Windows, int Height, int Width, int KeyHeight, int KeyWidth)
{
    public int Tokens => Windows * Height * Width;

    /// <summary>Pairs of a query and a key, of one head.</summary>
    public long Scores => (long)Tokens * KeyHeight * KeyWidth;
}
