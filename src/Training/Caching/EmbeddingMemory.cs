using System.Diagnostics.CodeAnalysis;

namespace DeferredSeg.Training.Caching;

/// <summary>Embeddings in memory, up to a size; what was used longest ago goes first.</summary>
internal sealed class EmbeddingMemory(long limit)
{
    private readonly Dictionary<string, LinkedListNode<(string Key, StoredEmbedding Value)>> _nodes = [];
    private readonly LinkedList<(string Key, StoredEmbedding Value)> _order = [];

    public long Size { get; private set; }

    public bool TryFind(string key, [NotNullWhen(true)] out StoredEmbedding? found)
    {
        found = null;
        if (!_nodes.TryGetValue(key, out var node))
            return false;
        _order.Remove(node);
        _order.AddLast(node);
        found = node.Value.Value;
        return true;
    }

    public void Store(string key, StoredEmbedding embedding)
    {
        if (embedding.Bytes > limit || _nodes.ContainsKey(key))
            return;
        _nodes[key] = _order.AddLast((key, embedding));
        Size += embedding.Bytes;
        while (Size > limit)
        {
            var oldest = _order.First!;
            _order.RemoveFirst();
            _nodes.Remove(oldest.Value.Key);
            Size -= oldest.Value.Value.Bytes;
        }
    }
}
