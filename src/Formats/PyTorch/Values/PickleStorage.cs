using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.PyTorch.Values;

/// <summary>A block of memory of the file that tensors look into. It is not read by itself.</summary>
public sealed class PickleStorage : PickleValue
{
    internal PickleStorage(string key, TensorDType? dtype, long byteOffset, long byteCount)
    {
        Key = key;
        DType = dtype;
        ByteOffset = byteOffset;
        ByteCount = byteCount;
    }

    /// <summary>Its name within the file.</summary>
    public string Key { get; }

    /// <summary>The element type; null for an untyped storage.</summary>
    public TensorDType? DType { get; }

    /// <summary>Its first byte within the block of that name; above 0 only for a view of a legacy file.</summary>
    public long ByteOffset { get; }

    /// <summary>Its length in bytes.</summary>
    public long ByteCount { get; }

    /// <inheritdoc/>
    public override string Kind => "storage";
}
