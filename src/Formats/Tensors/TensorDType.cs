namespace DeferredSeg.Formats.Tensors;

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
