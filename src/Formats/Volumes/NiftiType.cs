using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Volumes;

/// <summary>The element types of NIfTI that are read, by their codes in the header.</summary>
public enum NiftiType
{
    /// <summary>Unsigned, 1 byte.</summary>
    UInt8 = 2,

    /// <summary>Signed, 2 bytes.</summary>
    Int16 = 4,

    /// <summary>Signed, 4 bytes.</summary>
    Int32 = 8,

    /// <summary>IEEE 754 binary32.</summary>
    Float32 = 16,

    /// <summary>IEEE 754 binary64.</summary>
    Float64 = 64,

    /// <summary>Signed, 1 byte.</summary>
    Int8 = 256,

    /// <summary>Unsigned, 2 bytes.</summary>
    UInt16 = 512,

    /// <summary>Unsigned, 4 bytes.</summary>
    UInt32 = 768,

    /// <summary>Signed, 8 bytes.</summary>
    Int64 = 1024,

    /// <summary>Unsigned, 8 bytes.</summary>
    UInt64 = 1280,
}

/// <summary>What is known of an element type.</summary>
internal static class NiftiTypes
{
    public static int Size(this NiftiType type) =>
        type switch
        {
            NiftiType.UInt8 or NiftiType.Int8 => 1,
            NiftiType.Int16 or NiftiType.UInt16 => 2,
            NiftiType.Int32 or NiftiType.UInt32 or NiftiType.Float32 => 4,
            _ => 8,
        };

    /// <summary>
    /// What values are handed out as. Unscaled: the same type, unsigned ones of 2 bytes as Int32, of 4 and 8 bytes as Int64. Scaled:
    /// Float32 where its 24 bits hold all stored values, Float64 otherwise.
    /// </summary>
    public static TensorDType DType(this NiftiType type, bool scaled) =>
        (type, scaled) switch
        {
            (_, true) => type.Size() <= 2 || type == NiftiType.Float32 ? TensorDType.Float32 : TensorDType.Float64,
            (NiftiType.UInt8, _) => TensorDType.UInt8,
            (NiftiType.Int8, _) => TensorDType.Int8,
            (NiftiType.Int16, _) => TensorDType.Int16,
            (NiftiType.UInt16 or NiftiType.Int32, _) => TensorDType.Int32,
            (NiftiType.Float32, _) => TensorDType.Float32,
            (NiftiType.Float64, _) => TensorDType.Float64,
            _ => TensorDType.Int64,
        };

    /// <summary>The type that values are written as.</summary>
    /// <exception cref="NotSupportedException">NIfTI has no such type.</exception>
    public static NiftiType Of(TensorDType dtype) =>
        dtype switch
        {
            TensorDType.UInt8 or TensorDType.Bool => NiftiType.UInt8,
            TensorDType.Int8 => NiftiType.Int8,
            TensorDType.Int16 => NiftiType.Int16,
            TensorDType.Int32 => NiftiType.Int32,
            TensorDType.Int64 => NiftiType.Int64,
            TensorDType.Float32 => NiftiType.Float32,
            TensorDType.Float64 => NiftiType.Float64,
            _ => throw new NotSupportedException($"NIfTI has no {dtype}; convert the tensor to Float32 first"),
        };

    /// <summary>A code that is not read, in words.</summary>
    public static string Unread(int code) =>
        code switch
        {
            0 => "unknown (0)",
            1 => "single bits (1)",
            32 => "complex64 (32)",
            128 => "RGB24 (128)",
            1536 => "float128 (1536)",
            1792 => "complex128 (1792)",
            2048 => "complex256 (2048)",
            2304 => "RGBA32 (2304)",
            _ => $"{code}",
        };
}
