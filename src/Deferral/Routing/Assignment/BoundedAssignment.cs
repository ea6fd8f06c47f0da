namespace DeferredSeg.Deferral.Routing.Assignment;

/// <summary>
/// Gives every pixel to one channel so that the sum of values is the largest of all assignments in which each channel's number of
/// pixels is within its bounds: a transportation problem, solved exactly.
/// </summary>
/// <remarks>
/// <para>Successive shortest paths (Ahuja, Magnanti and Orlin, Network Flows, 1993, Sec. 9.7), from an assignment that is the best
/// without the experts' bounds. All pixels of a channel are one node, an arc between two channels costs what the cheapest pixel loses by
/// the move, so that the graph has as many nodes as channels and one more, the pool: a channel draws the pixels that it keeps from the pool, within
/// its bounds. Each path takes one pixel's excess from a channel to where one is missing; Dijkstra's algorithm finds it, over costs that
/// potentials keep from being negative.</para>
/// <para>Time grows with the pixels that must move, times the channels squared plus a logarithm; memory with pixels times channels.</para>
/// </remarks>
internal sealed class BoundedAssignment
{
    private readonly PixelMoves _moves;
    private readonly int[] _lower;
    private readonly int[] _upper;
    private readonly int[] _kept;
    private readonly int[] _excess;
    private readonly long[] _potential;
    private readonly long[] _distance;
    private readonly int[] _previous;
    private readonly bool[] _settled;
    private readonly int _pool;

    private BoundedAssignment(long[][] values, long[] channels, int[] lower, int[] upper, long price)
    {
        _pool = values.Length;
        _moves = new(values, channels);
        (_lower, _upper) = (lower, upper);
        _kept = new int[_pool];
        foreach (var channel in channels) _kept[channel]++;
        _excess = [.. _kept, -channels.Length];
        for (var channel = 0; channel < _pool; channel++)
        {
            _kept[channel] = Math.Clamp(_kept[channel], lower[channel], upper[channel]);
            _excess[channel] -= _kept[channel];
            _excess[_pool] += _kept[channel];
        }
        (_potential, _distance, _previous, _settled) = (new long[_pool + 1], new long[_pool + 1], new int[_pool + 1], new bool[_pool + 1]);
        _potential[0] = price;
    }

    /// <summary>Changes an assignment as little in value as its bounds ask.</summary>
    /// <param name="values">By channel, then by pixel; the model is channel 0. Magnitudes up to 2^54.</param>
    /// <param name="channels">
    /// The channel of each pixel, the best that there is without bounds on the experts: at the price given, no pixel would gain by another channel.
    /// Holds the result.
    /// </param>
    /// <param name="lower">The fewest pixels of each channel.</param>
    /// <param name="upper">The most. Bounds must leave room for all pixels.</param>
    /// <param name="price">What a deferred pixel must gain at least: what a budget makes of the model's value of 0.</param>
    public static void Apply(long[][] values, long[] channels, int[] lower, int[] upper, long price)
    {
        var assignment = new BoundedAssignment(values, channels, lower, upper, price);
        for (var source = 0; source <= assignment._pool; source++)
        {
            while (assignment._excess[source] > 0) assignment.Push(source, assignment.NearestWant(source));
        }
    }

    private int NearestWant(int source)
    {
        Array.Fill(_distance, long.MaxValue);
        Array.Clear(_settled);
        _distance[source] = 0;
        while (true)
        {
            var nearest = -1;
            for (var node = 0; node <= _pool; node++)
            {
                if (!_settled[node] && _distance[node] != long.MaxValue && (nearest < 0 || _distance[node] < _distance[nearest])) nearest = node;
            }
            if (nearest < 0) throw new InvalidOperationException("The bounds leave no room for all pixels.");
            if (_excess[nearest] < 0)
            {
                Raise(_distance[nearest]);
                return nearest;
            }
            _settled[nearest] = true;
            for (var node = 0; node <= _pool; node++)
            {
                if (!_settled[node] && TryCost(nearest, node, out var cost) && _distance[nearest] + cost < _distance[node])
                {
                    _distance[node] = _distance[nearest] + cost;
                    _previous[node] = nearest;
                }
            }
        }
    }

    /// <summary>What an arc costs less the potentials, never negative.</summary>
    private bool TryCost(int from, int to, out long cost)
    {
        cost = _potential[from] - _potential[to];
        if (to == _pool) return _kept[from] < _upper[from];
        if (from == _pool) return _kept[to] > _lower[to];
        if (!_moves.TryCheapest(from, to, out var move)) return false;
        cost += move.Cost;
        return true;
    }

    /// <summary>Only differences of potentials matter; the pool's stays 0 so that they do not grow.</summary>
    private void Raise(long nearest)
    {
        for (var node = 0; node <= _pool; node++) _potential[node] += Math.Min(_distance[node], nearest);
        var pool = _potential[_pool];
        for (var node = 0; node <= _pool; node++) _potential[node] -= pool;
    }

    private void Push(int source, int target)
    {
        _excess[source]--;
        _excess[target]++;
        for (var to = target; to != source; to = _previous[to])
        {
            var from = _previous[to];
            if (to == _pool) _kept[from]++;
            else if (from == _pool) _kept[to]--;
            else if (_moves.TryCheapest(from, to, out var move)) _moves.Apply(move.Pixel, to);
        }
    }
}
