namespace DeferredSeg.Deferral.Routing.Policies;

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

/// <summary>A pixel that could go from one channel to another.</summary>
/// <param name="Cost">What is lost by it; negative for a gain.</param>
/// <param name="Order">Which of equal moves comes first: the pixel, or its complement where the higher pixel does.</param>
internal readonly record struct Move(long Cost, int Order)
{
    public int Pixel => Order < 0 ? ~Order : Order;

    public bool Precedes(in Move other) => Cost < other.Cost || (Cost == other.Cost && Order < other.Order);
}

/// <summary>The moves from one channel to another, the cheapest on top: a binary heap.</summary>
internal sealed class MoveHeap
{
    private Move[] _moves;

    /// <summary>Takes the moves over and puts them in order, in time proportional to their number.</summary>
    public MoveHeap(Move[] moves)
    {
        _moves = moves;
        Count = moves.Length;
        for (var parent = Count / 2 - 1; parent >= 0; parent--)
            Sink(parent, _moves[parent]);
    }

    public int Count { get; private set; }

    /// <summary>The cheapest; there must be one.</summary>
    public Move Top => _moves[0];

    public void Push(Move move)
    {
        if (Count == _moves.Length)
            Array.Resize(ref _moves, Math.Max(4, 2 * Count));
        var at = Count++;
        while (at > 0 && move.Precedes(_moves[(at - 1) / 2]))
        {
            _moves[at] = _moves[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        _moves[at] = move;
    }

    public void Pop()
    {
        var last = _moves[--Count];
        if (Count > 0)
            Sink(0, last);
    }

    private void Sink(int at, Move move)
    {
        while (2 * at + 1 < Count)
        {
            var child = 2 * at + 1;
            if (child + 1 < Count && _moves[child + 1].Precedes(_moves[child]))
                child++;
            if (!_moves[child].Precedes(move))
                break;
            _moves[at] = _moves[child];
            at = child;
        }
        _moves[at] = move;
    }
}
