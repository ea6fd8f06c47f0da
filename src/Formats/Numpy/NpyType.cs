using System.Buffers.Binary;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Numpy;

/// <summary>An element type of NumPy (<c>descr</c>) and what it is read as.</summary>
/// <param name="Kind">NumPy's letter: b bool, i signed, u unsigned, f floating point.</param>
/// <param name="Size">Bytes of an element in the file.</param>
/// <param name="BigEndian">Whether the largest byte comes first.</param>
/// <param name="DType">
/// What it is handed out as: the same type where there is one; unsigned numbers of 2 and 4 bytes as the signed type of twice the
/// size, of 8 bytes as Int64, which refuses what does not fit.
/// </param>
internal sealed record NpyType(char Kind, int Size, bool BigEndian, TensorDType DType)
{
    private const string Known = "bool, signed and unsigned integers, and float16, float32 or float64";

    /// <summary>The type of a <c>descr</c> such as <c>&lt;f8</c>.</summary>
    public static NpyType Of(string descr, ByteSource source, long at)
    {
        if (descr.Length < 3 || !"<>|=".Contains(descr[0]) || !int.TryParse(descr.AsSpan(2), out int size))
            throw source.Refuse(at, $"the element type is {Quoted.Text(descr)}; expected {Known}: convert the array with astype() before saving it");
        TensorDType dtype = (descr[1], size) switch
        {
            ('b', 1) => TensorDType.Bool,
            ('u', 1) => TensorDType.UInt8,
            ('i', 1) => TensorDType.Int8,
            ('i', 2) => TensorDType.Int16,
            ('u', 2) or ('i', 4) => TensorDType.Int32,
            ('u', 4) or ('u', 8) or ('i', 8) => TensorDType.Int64,
            ('f', 2) => TensorDType.Float16,
            ('f', 4) => TensorDType.Float32,
            ('f', 8) => TensorDType.Float64,
            _ => throw source.Refuse(at, $"the element type is {Quoted.Text(descr)}; expected {Known}: convert the array with astype() before saving it"),
        };
        return new(descr[1], size, descr[0] == '>', dtype);
    }

    /// <summary>The <c>descr</c> that a tensor's element type is written as.</summary>
    /// <exception cref="NotSupportedException">NumPy has no such type.</exception>
    public static string Describe(TensorDType dtype) =>
        dtype switch
        {
            TensorDType.Bool => "|b1",
            TensorDType.UInt8 => "|u1",
            TensorDType.Int8 => "|i1",
            TensorDType.Int16 => "<i2",
            TensorDType.Int32 => "<i4",
            TensorDType.Int64 => "<i8",
            TensorDType.Float16 => "<f2",
            TensorDType.Float32 => "<f4",
            TensorDType.Float64 => "<f8",
            _ => throw new NotSupportedException($"NumPy has no {dtype}; convert the tensor to Float32 first"),
        };

    /// <summary>Turns elements as they are in the file into little-endian elements of <see cref="DType"/>.</summary>
    /// <param name="stored">Whole elements.</param>
    /// <param name="destination">As many elements.</param>
    /// <param name="source">The file, for messages.</param>
    public void Convert(Span<byte> stored, Span<byte> destination, ByteSource source)
    {
        if (BigEndian && Size > 1)
            for (int at = 0; at < stored.Length; at += Size)
                stored.Slice(at, Size).Reverse();
        if (Kind == 'b' && stored.IndexOfAnyExceptInRange((byte)0, (byte)1) is >= 0 and int strange)
            throw source.Refuse(null, $"a bool is {stored[strange]}; expected 0 or 1");
        int size = DType.ElementSize();
        if (size == Size)
        {
            if (Kind == 'u' && Size == 8)
                RequireSigned(stored, source);
            stored.CopyTo(destination);
            return;
        }

        for (int i = 0; i < stored.Length / Size; i++)
            if (Size == 2)
                BinaryPrimitives.WriteInt32LittleEndian(destination[(4 * i)..], BinaryPrimitives.ReadUInt16LittleEndian(stored[(2 * i)..]));
            else
                BinaryPrimitives.WriteInt64LittleEndian(destination[(8 * i)..], BinaryPrimitives.ReadUInt32LittleEndian(stored[(4 * i)..]));
    }

    private static void RequireSigned(ReadOnlySpan<byte> stored, ByteSource source)
    {
        for (int at = 0; at < stored.Length; at += 8)
            if (BinaryPrimitives.ReadInt64LittleEndian(stored[at..]) < 0)
                throw source.Refuse(
                    null,
                    $"a uint64 is {BinaryPrimitives.ReadUInt64LittleEndian(stored[at..])}, above the largest signed number; save the array as float64 or int64"
                );
    }
}
