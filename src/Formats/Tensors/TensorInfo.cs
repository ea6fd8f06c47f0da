using System.Collections.Immutable;

namespace DeferredSeg.Formats.Tensors;

/// <summary>What is known of a tensor without its values: its name, element type and shape. Immutable.</summary>
public sealed class TensorInfo
{
    /// <summary>Describes a tensor.</summary>
    /// <param name="name">Its key, for example <c>inc.double_conv.0.weight</c>.</param>
    /// <param name="dtype">Its element type.</param>
    /// <param name="shape">Its sizes, outermost first; empty for a scalar.</param>
    /// <exception cref="ArgumentException">A size is negative, or the byte count exceeds 2^63 - 1.</exception>
    public TensorInfo(string name, TensorDType dtype, params ReadOnlySpan<long> shape)
    {
        if (!TryCount(shape, dtype.ElementSize(), out long elements))
            throw new ArgumentException(
                $"the shape [{string.Join(", ", shape.ToArray())}] of '{name}' has a negative size or more than 2^63 - 1 bytes",
                nameof(shape)
            );
        Name = name;
        DType = dtype;
        Shape = [.. shape];
        ElementCount = elements;
    }

    /// <summary>The tensor's key.</summary>
    public string Name { get; }

    /// <summary>The element type.</summary>
    public TensorDType DType { get; }

    /// <summary>The sizes, outermost first; empty for a scalar.</summary>
    public ImmutableArray<long> Shape { get; }

    /// <summary>The product of the sizes; 1 for a scalar.</summary>
    public long ElementCount { get; }

    /// <summary>The bytes that the values take when they are contiguous.</summary>
    public long ByteCount => ElementCount * DType.ElementSize();

    /// <summary>For example <c>Float32 [64, 3, 3, 3]</c>.</summary>
    public string Form => $"{DType} [{string.Join(", ", Shape)}]";

    /// <summary>The name and the form.</summary>
    public override string ToString() => $"{Name} {Form}";

    /// <summary>Multiplies the sizes from the left; false when one is negative or the bytes overflow a signed 64-bit number.</summary>
    internal static bool TryCount(ReadOnlySpan<long> shape, int elementSize, out long elements)
    {
        UInt128 product = 1;
        elements = 0;
        foreach (long size in shape)
        {
            if (size < 0)
                return false;
            product *= (UInt128)size;
            if (product * (UInt128)elementSize > long.MaxValue)
                return false;
        }

        elements = (long)product;
        return true;
    }
}

/// <summary>The element types that a weight file may hold. All are little-endian in the bytes that readers hand out.</summary>
public enum TensorDType
{
    /// <summary>IEEE 754 binary64, 8 bytes.</summary>
    Float64,

    /// <summary>IEEE 754 binary32, 4 bytes.</summary>
    Float32,

    /// <summary>IEEE 754 binary16, 2 bytes.</summary>
    Float16,

    /// <summary>The upper half of a binary32, 2 bytes.</summary>
    BFloat16,

    /// <summary>Signed, 8 bytes.</summary>
    Int64,

    /// <summary>Signed, 4 bytes.</summary>
    Int32,

    /// <summary>Signed, 2 bytes.</summary>
    Int16,

    /// <summary>Signed, 1 byte.</summary>
    Int8,

    /// <summary>Unsigned, 1 byte.</summary>
    UInt8,

    /// <summary>1 byte: 0 is false, 1 is true.</summary>
    Bool,
}

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
