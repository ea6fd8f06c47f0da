namespace DeferredSeg.Training.Caching;

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
