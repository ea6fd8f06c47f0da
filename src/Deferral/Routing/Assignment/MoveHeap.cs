namespace DeferredSeg.Deferral.Routing.Assignment;

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
