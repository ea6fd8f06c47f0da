namespace DeferredSeg.Data;

/// <summary>What was used last, up to a number of bytes. Several threads may call at once.</summary>
/// <param name="capacity">The most bytes that are kept; what is larger by itself is not kept at all.</param>
/// <param name="bytes">How large a value is.</param>
internal sealed class RecentlyUsed<TKey, TValue>(long capacity, Func<TValue, long> bytes)
    where TKey : notnull
    where TValue : class
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _nodes = [];
    private readonly LinkedList<(TKey Key, TValue Value)> _latestFirst = [];
    private readonly Lock _lock = new();
    private long _kept;

    /// <summary>The value, which is then the latest; null where it is not kept.</summary>
    public TValue? Find(TKey key)
    {
        lock (_lock)
        {
            if (!_nodes.TryGetValue(key, out var node))
                return null;
            _latestFirst.Remove(node);
            _latestFirst.AddFirst(node);
            return node.Value.Value;
        }
    }

    /// <summary>Keeps a value, and drops those that were used longest ago. A key that is kept already keeps its value.</summary>
    public void Add(TKey key, TValue value)
    {
        var size = bytes(value);
        lock (_lock)
        {
            if (size > capacity || _nodes.ContainsKey(key))
                return;
            _nodes[key] = _latestFirst.AddFirst((key, value));
            _kept += size;
            while (_kept > capacity && _latestFirst.Last is { } oldest)
            {
                _latestFirst.RemoveLast();
                _nodes.Remove(oldest.Value.Key);
                _kept -= bytes(oldest.Value.Value);
            }
        }
    }
}
