namespace DeferredSeg.Deferral.Routing.Assignment;

/// <summary>Where each pixel is, and the cheapest pixel to move between any two channels.</summary>
/// <remarks>
/// The moves out of a channel are put in order when they are first asked for. A pixel that has left a channel stays in its heaps until it
/// comes to the top. Among equal moves the lower pixel has the first claim: it is the first to leave the model, and the last to
/// leave an expert.
/// </remarks>
/// <param name="values">By channel, then by pixel; the model is channel 0.</param>
/// <param name="channels">The channel of each pixel; moves change it in place.</param>
internal sealed class PixelMoves(long[][] values, long[] channels)
{
    private readonly MoveHeap?[]?[] _from = new MoveHeap?[]?[values.Length];

    /// <summary>The cheapest move, if there is a pixel to move.</summary>
    public bool TryCheapest(int from, int to, out Move move)
    {
        var heap = (_from[from] ??= Ordered(from))[to]!;
        while (heap.Count > 0 && channels[heap.Top.Pixel] != from)
            heap.Pop();
        move = heap.Count > 0 ? heap.Top : default;
        return heap.Count > 0;
    }

    public void Apply(int pixel, int to)
    {
        channels[pixel] = to;
        if (_from[to] is not { } heaps)
            return;
        for (var next = 0; next < heaps.Length; next++)
            heaps[next]?.Push(Of(pixel, to, next));
    }

    private MoveHeap?[] Ordered(int from)
    {
        List<int> pixels = [];
        for (var pixel = 0; pixel < channels.Length; pixel++)
        {
            if (channels[pixel] == from)
                pixels.Add(pixel);
        }
        var heaps = new MoveHeap?[values.Length];
        for (var to = 0; to < heaps.Length; to++)
        {
            if (to == from)
                continue;
            var moves = new Move[pixels.Count];
            for (var next = 0; next < moves.Length; next++)
                moves[next] = Of(pixels[next], from, to);
            heaps[to] = new(moves);
        }
        return heaps;
    }

    private Move Of(int pixel, int from, int to) => new(values[from][pixel] - values[to][pixel], from == 0 ? pixel : ~pixel);
}
