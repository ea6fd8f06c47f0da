using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.PyTorch.Pickle;

/// <summary>A reference to a storage class; an untyped storage counts bytes.</summary>
internal sealed class PickleStorageClass(string name, TensorDType? dtype) : PickleGlobal(name)
{
    public TensorDType? DType { get; } = dtype;

    public int ElementSize => DType?.ElementSize() ?? 1;
}
