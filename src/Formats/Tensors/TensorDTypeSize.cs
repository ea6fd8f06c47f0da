namespace DeferredSeg.Formats.Tensors;

/// <summary>How many bytes an element takes.</summary>
public static class TensorDTypeSize
{
    /// <summary>Bytes per element: 1, 2, 4 or 8.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a member of the enumeration.</exception>
    public static int ElementSize(this TensorDType dtype) =>
        dtype switch
        {
            TensorDType.Float64 or TensorDType.Int64 => 8,
            TensorDType.Float32 or TensorDType.Int32 => 4,
            TensorDType.Float16 or TensorDType.BFloat16 or TensorDType.Int16 => 2,
            TensorDType.Int8 or TensorDType.UInt8 or TensorDType.Bool => 1,
            _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, "not a tensor element type"),
        };
}
