namespace DeferredSeg.Deferral.Routing.Policies;

/// <summary>Moves pixels between channels until each channel's number of pixels is within its bounds, at the least loss that there is.</summary>
/// <remarks>
/// Successive shortest paths (Ahuja, Magnanti and Orlin, Network Flows, 1993, Sec. 9.7). All pixels of a channel are one node, an arc
/// between two channels costs what the cheapest pixel loses by the move, so that the graph has as many nodes as channels and one more, the
/// pool: a channel draws the pixels that it keeps from the pool, within its bounds. Each path takes one pixel's excess from a node to one that
/// misses some; Dijkstra's algorithm finds it, over costs that prices (the potentials) keep from being negative.
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

    private BoundedAssignment(long[][] values, long[] channels, int[] lower, int[] upper, long[] prices)
    {
        _pool = values.Length;
        _moves = new(values, channels);
        (_lower, _upper, _kept) = (lower, upper, ChannelCounts.Of(channels, _pool));
        _excess = [.. _kept, -channels.Length];
        for (var channel = 0; channel < _pool; channel++)
        {
            // Who is paid for pixels keeps the fewest, who pays the most; at no price all between are as good.
            _kept[channel] =
                prices[channel] > 0 ? lower[channel]
                : prices[channel] < 0 ? upper[channel]
                : Math.Clamp(_kept[channel], lower[channel], upper[channel]);
            _excess[channel] -= _kept[channel];
            _excess[_pool] += _kept[channel];
        }
        _potential = [.. prices, 0];
        (_distance, _previous, _settled) = (new long[_pool + 1], new int[_pool + 1], new bool[_pool + 1]);
    }

    /// <summary>Brings an assignment within the bounds at the least loss.</summary>
    /// <param name="values">By channel, then by pixel. Magnitudes up to 2^57.</param>
    /// <param name="channels">The channel of each pixel, each the best at the prices given, or one of the best. Holds the result.</param>
    /// <param name="lower">The fewest pixels of each channel.</param>
    /// <param name="upper">The most. The bounds leave room for all pixels.</param>
    /// <param name="prices">What is added to each channel's values; any prices lead to the best assignment, the right ones without a move.</param>
    /// <returns>The prices at which the result is the best.</returns>
    public static long[] Mend(long[][] values, long[] channels, int[] lower, int[] upper, long[] prices)
    {
        var assignment = new BoundedAssignment(values, channels, lower, upper, prices);
        for (var source = 0; source <= assignment._pool; source++)
        {
            while (assignment._excess[source] > 0)
                assignment.Push(source, assignment.NearestWant(source));
        }
        return assignment._potential[..^1];
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
                if (!_settled[node] && _distance[node] != long.MaxValue && (nearest < 0 || _distance[node] < _distance[nearest]))
                    nearest = node;
            }
            if (nearest < 0)
                throw new InvalidOperationException("The bounds leave no room for all pixels.");
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
        if (to == _pool)
            return _kept[from] < _upper[from];
        if (from == _pool)
            return _kept[to] > _lower[to];
        if (!_moves.TryCheapest(from, to, out var move))
            return false;
        cost += move.Cost;
        return true;
    }

    /// <summary>Only differences of potentials matter; the pool's stays 0 so that they do not grow.</summary>
    private void Raise(long nearest)
    {
        for (var node = 0; node <= _pool; node++)
            _potential[node] += Math.Min(_distance[node], nearest);
        var pool = _potential[_pool];
        for (var node = 0; node <= _pool; node++)
            _potential[node] -= pool;
    }

    private void Push(int source, int target)
    {
        _excess[source]--;
        _excess[target]++;
        for (var to = target; to != source; to = _previous[to])
        {
            var from = _previous[to];
            if (to == _pool)
                _kept[from]++;
            else if (from == _pool)
                _kept[to]--;
            else if (_moves.TryCheapest(from, to, out var move))
                _moves.Apply(move.Pixel, to);
        }
    }
}

/// <summary>How many pixels each channel has.</summary>
internal static class ChannelCounts
{
    public static int[] Of(long[] channels, int count)
    {
        var counts = new int[count];
        foreach (var channel in channels)
            counts[channel]++;
        return counts;
    }
}
