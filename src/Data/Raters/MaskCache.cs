using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Data.Raters;

/// <summary>The masks that were used last, up to a number of bytes. Several threads may call at once.</summary>
internal sealed class MaskCache(long capacity)
{
    private readonly Dictionary<string, LinkedListNode<(string File, MaskPlanes Mask)>> _nodes = new(StringComparer.Ordinal);
    private readonly LinkedList<(string File, MaskPlanes Mask)> _latestFirst = [];
    private readonly Lock _lock = new();
    private long _bytes;

    /// <summary>The bytes of the masks that are kept.</summary>
    public long Bytes
    {
        get
        {
            lock (_lock)
                return _bytes;
        }
    }

    public MaskPlanes? Find(string file)
    {
        lock (_lock)
        {
            if (!_nodes.TryGetValue(file, out var node))
                return null;
            _latestFirst.Remove(node);
            _latestFirst.AddFirst(node);
            return node.Value.Mask;
        }
    }

    public void Add(string file, MaskPlanes mask)
    {
        lock (_lock)
        {
            if (mask.Values.Length > capacity || _nodes.ContainsKey(file))
                return;
            _nodes[file] = _latestFirst.AddFirst((file, mask));
            _bytes += mask.Values.Length;
            while (_bytes > capacity && _latestFirst.Last is { } oldest)
            {
                _latestFirst.RemoveLast();
                _nodes.Remove(oldest.Value.File);
                _bytes -= oldest.Value.Mask.Values.Length;
            }
        }
    }
}
