using System.Buffers.Binary;

namespace DeferredSeg.Formats.Volumes;

/// <summary>
/// The fields of a header that are used, the same for both versions. NIfTI-1 has 16-bit sizes and single precision, NIfTI-2 64-bit sizes
/// and double precision, at other places.
/// </summary>
/// <param name="bytes">The header, as long as its version demands.</param>
/// <param name="version">1 or 2.</param>
/// <param name="bigEndian">Whether the largest byte of a number comes first.</param>
internal readonly ref struct NiftiFields(ReadOnlySpan<byte> bytes, int version, bool bigEndian)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int DimensionsAt => version == 1 ? 40 : 16;

    public int TypeAt => version == 1 ? 70 : 12;

    public int DataStartAt => version == 1 ? 108 : 168;

    public int QformAt => version == 1 ? 252 : 344;

    public int QuaternionAt => version == 1 ? 256 : 352;

    public int UnitsAt => version == 1 ? 123 : 500;

    public int SformAt => version == 1 ? 280 : 400;

    /// <summary>The distance from 1 to the next number of the header's precision.</summary>
    public double Precision => version == 1 ? 1.1920929e-7 : 2.220446049250313e-16;

    /// <summary>Item 0 is the number of dimensions, the others their sizes.</summary>
    public long Dimension(int i) => version == 1 ? Int16(DimensionsAt + 2 * i) : Int64(DimensionsAt + 8 * i);

    public int Type => Int16(TypeAt);

    public int BitsPerVoxel => Int16(TypeAt + 2);

    /// <summary>Item 0 is the sign of the third axis in the qform, the others are distances.</summary>
    public double Distance(int i) => Real(version == 1 ? 76 : 104, i);

    /// <summary>In NIfTI-1 a floating-point number.</summary>
    public double DataStart => version == 1 ? Real(DataStartAt, 0) : Int64(DataStartAt);

    public double Slope => Real(version == 1 ? 112 : 176, 0);

    public double Intercept => Real(version == 1 ? 112 : 176, 1);

    /// <summary>Bits 0 to 2 are the unit of length.</summary>
    public int Units => version == 1 ? _bytes[UnitsAt] : Int32(UnitsAt);

    public int QformCode => version == 1 ? Int16(QformAt) : Int32(QformAt);

    public int SformCode => version == 1 ? Int16(254) : Int32(348);

    /// <summary>b, c, d of the quaternion and the three offsets.</summary>
    public double Qform(int i) => Real(QuaternionAt, i);

    /// <summary>The first three rows of the affine.</summary>
    public double Sform(int i) => Real(SformAt, i);

    private double Real(int at, int i) =>
        version == 1
            ? bigEndian
                ? BinaryPrimitives.ReadSingleBigEndian(_bytes[(at + 4 * i)..])
                : BinaryPrimitives.ReadSingleLittleEndian(_bytes[(at + 4 * i)..])
            : bigEndian
                ? BinaryPrimitives.ReadDoubleBigEndian(_bytes[(at + 8 * i)..])
                : BinaryPrimitives.ReadDoubleLittleEndian(_bytes[(at + 8 * i)..]);

    private short Int16(int at) => bigEndian ? BinaryPrimitives.ReadInt16BigEndian(_bytes[at..]) : BinaryPrimitives.ReadInt16LittleEndian(_bytes[at..]);

    private int Int32(int at) => bigEndian ? BinaryPrimitives.ReadInt32BigEndian(_bytes[at..]) : BinaryPrimitives.ReadInt32LittleEndian(_bytes[at..]);

    private long Int64(int at) => bigEndian ? BinaryPrimitives.ReadInt64BigEndian(_bytes[at..]) : BinaryPrimitives.ReadInt64LittleEndian(_bytes[at..]);
}
