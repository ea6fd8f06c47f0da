namespace DeferredSeg.Formats.Volumes.Nifti;

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
