using System.Collections.Immutable;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.PyTorch;

/// <summary>A tensor or parameter of the file; <see cref="PyTorchFile.Read(PickleTensor, Span{byte})"/> reads its values.</summary>
public sealed class PickleTensor : PickleValue
{
    internal PickleTensor(PickleStorage storage, TensorDType dtype, TensorLayout layout)
    {
        Storage = storage;
        DType = dtype;
        Layout = layout;
    }

    /// <summary>The element type.</summary>
    public TensorDType DType { get; }

    /// <summary>The sizes, outermost first; empty for a scalar.</summary>
    public ImmutableArray<long> Shape => Layout.Shape;

    /// <summary>The distances between neighbours along each dimension, in elements of the storage.</summary>
    public ImmutableArray<long> Strides => Layout.Strides;

    /// <summary>The first element's position in the storage, in elements.</summary>
    public long StorageOffset => Layout.Offset;

    /// <summary>The memory it looks into; tensors may share one.</summary>
    public PickleStorage Storage { get; }

    /// <summary>The bytes that the values take when they are contiguous.</summary>
    public long ByteCount => Layout.ElementCount * DType.ElementSize();

    /// <inheritdoc/>
    public override string Kind => "tensor";

    internal TensorLayout Layout { get; }
}

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

/// <summary>A PyTorch element type stored as a value, such as <c>torch.float32</c>.</summary>
public sealed class PickleDType : PickleValue
{
    internal PickleDType(TensorDType value) => Value = value;

    /// <summary>The element type.</summary>
    public TensorDType Value { get; }

    /// <inheritdoc/>
    public override string Kind => "torch.dtype";
}

/// <summary>A <c>torch.device</c> stored as a value.</summary>
public sealed class PickleDevice : PickleValue
{
    internal PickleDevice(string type, long? index)
    {
        Type = type;
        Index = index;
    }

    /// <summary>For example <c>cpu</c> or <c>cuda</c>.</summary>
    public string Type { get; }

    /// <summary>The device's number, where the file names one.</summary>
    public long? Index { get; }

    /// <inheritdoc/>
    public override string Kind => "torch.device";
}
