using System.Collections.Immutable;
using DeferredSeg.Formats.PyTorch.Storages;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.PyTorch.Values;

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
