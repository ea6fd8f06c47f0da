using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Data.Prepared;

/// <summary>Keeps prepared cases in memory, those that were wanted last, up to a number of bytes.</summary>
/// <remarks>What comes back is what was kept: nobody writes into a prepared case's arrays.</remarks>
/// <param name="cases">Prepares what is not kept.</param>
/// <param name="capacity">The most bytes of images and masks; 0 keeps nothing.</param>
public sealed class KeptCases(IPreparedCases cases, long capacity) : IPreparedCases
{
    private readonly Dictionary<(int Index, GeometricVariant Variant), LinkedListNode<(int Index, PreparedCase Case)>> _nodes = [];
    private readonly LinkedList<(int Index, PreparedCase Case)> _latestFirst = [];
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public IReadOnlyList<CaseInfo> Cases => cases.Cases;

    /// <summary>The bytes of what is kept.</summary>
    public long Bytes { get; private set; }

    /// <inheritdoc/>
    public PreparedCase Get(int index, GeometricVariant variant)
    {
        lock (_lock)
        {
            if (_nodes.TryGetValue((index, variant), out var node))
            {
                _latestFirst.Remove(node);
                _latestFirst.AddFirst(node);
                return node.Value.Case;
            }
        }
        var made = cases.Get(index, variant);
        Keep(index, variant, made);
        return made;
    }

    private void Keep(int index, GeometricVariant variant, PreparedCase made)
    {
        var size = Size(made);
        if (size > capacity)
            return;
        lock (_lock)
        {
            if (!_nodes.TryAdd((index, variant), new((index, made))))
                return;
            _latestFirst.AddFirst(_nodes[(index, variant)]);
            Bytes += size;
            while (Bytes > capacity && _latestFirst.Last is { } oldest)
            {
                _latestFirst.RemoveLast();
                _nodes.Remove((oldest.Value.Index, oldest.Value.Case.Variant));
                Bytes -= Size(oldest.Value.Case);
            }
        }
    }

    private static long Size(PreparedCase one) =>
        sizeof(float) * (long)one.Image.Length + one.Shown.Values.Length + one.Reference.Values.Length + (one.FieldOfView?.Values.Length ?? 0);
}
