using DeferredSeg.Abstractions.Backbones;

namespace DeferredSeg.Training.Caching;

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
