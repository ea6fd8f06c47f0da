using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.PyTorch.Values;

/// <summary>A PyTorch element type stored as a value, such as <c>torch.float32</c>.</summary>
public sealed class PickleDType : PickleValue
{
    internal PickleDType(TensorDType value) => Value = value;

    /// <summary>The element type.</summary>
    public TensorDType Value { get; }

    /// <inheritdoc/>
    public override string Kind => "torch.dtype";
}
