using System.Diagnostics.CodeAnalysis;
using DeferredSeg.Abstractions.Backbones;

namespace DeferredSeg.Engine.Cache;

/// <summary>An embedding as plain data.</summary>
/// <param name="Tensors">Its tensors, in order.</param>
internal sealed record StoredEmbedding(IReadOnlyList<StoredTensor> Tensors)
{
    public long Bytes => Tensors.Sum(tensor => tensor.Values.LongLength);

    public static StoredEmbedding Of(Embedding embedding, EmbeddingPrecision precision) =>
        new([.. embedding.Names.Select(name => StoredTensor.Of(name, embedding[name], precision))]);

    /// <summary>The embedding again; the caller's, in its scope.</summary>
    public Embedding Restore(Device device) => new([.. Tensors.Select(tensor => (tensor.Name, tensor.Restore(device)))]);
}

/// <summary>A tensor as plain data.</summary>
/// <param name="Name">Its name in the embedding.</param>
/// <param name="Type">The type that it is stored in.</param>
/// <param name="Computed">The type that it was computed in.</param>
/// <param name="Shape">Its shape.</param>
/// <param name="Values">Row by row, little end first.</param>
internal sealed record StoredTensor(string Name, ScalarType Type, ScalarType Computed, long[] Shape, byte[] Values)
{
    public static StoredTensor Of(string name, Tensor value, EmbeddingPrecision precision)
    {
        using var scope = NewDisposeScope();
        var type = value.dtype == ScalarType.Float32 && precision == EmbeddingPrecision.Float16 ? ScalarType.Float16 : value.dtype;
        var stored = value.detach().cpu().to_type(type).contiguous();
        return new(name, type, value.dtype, value.shape, stored.numel() == 0 ? [] : stored.bytes.ToArray());
    }

    /// <summary>The tensor again, in the type that it was computed in; the caller's.</summary>
    public Tensor Restore(Device device)
    {
        using var scope = NewDisposeScope();
        var stored = empty(Shape, Type);
        if (Values.Length > 0)
            Values.CopyTo(stored.bytes);
        return stored.to_type(Computed).to(device).MoveToOuterDisposeScope();
    }
}

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
