using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using DeferredSeg.Formats.Bytes;
using DeferredSeg.Formats.Errors;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Numpy;

/// <summary>
/// What a <c>.npy</c> file says of its array: the magic <c>\x93NUMPY</c>, a version (1, 2 or 3), a length, and a Python dictionary with
/// <c>descr</c>, <c>fortran_order</c> and <c>shape</c>. The values follow.
/// </summary>
/// <param name="Type">The element type.</param>
/// <param name="FortranOrder">Whether the first index runs fastest in the file.</param>
/// <param name="Shape">The sizes, outermost first; empty for a scalar.</param>
/// <param name="DataStart">The byte where the values begin.</param>
internal sealed record NpyHeader(NpyType Type, bool FortranOrder, ImmutableArray<long> Shape, long DataStart)
{
    /// <summary>The longest header that is read; NumPy itself stops at 10,000 characters.</summary>
    private const int Longest = 1 << 16;

    /// <summary>Pads the header to this, so that the values are aligned in a file that is mapped.</summary>
    private const int Alignment = 64;

    private const int Version1Start = 10;
    private const int Version2Start = 12;

    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public static NpyHeader Read(ByteSource source)
    {
        byte[] start = new byte[Math.Min(Version2Start, source.Length)];
        source.ReadExactly(0, start);
        if (start.Length < Version1Start || !start.AsSpan().StartsWith(Magic))
            throw source.Refuse(0, "the file does not begin as a .npy file does; save the array with numpy.save");
        if (start[6] is < 1 or > 3)
            throw source.Refuse(6, $"the file is of version {start[6]}.{start[7]} of the .npy format; expected 1, 2 or 3");
        int textAt = start[6] == 1 ? Version1Start : Version2Start;
        if (start.Length < textAt)
            throw source.Refuse(start.Length, "the file ends within its header; it is truncated: fetch it again");
        long length = start[6] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(8)) : BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(8));
        if (length > Longest)
            throw source.Refuse(8, $"the header would have {length} bytes; at most {Longest} are read");
        byte[] text = new byte[length];
        source.ReadExactly(textAt, text);
        NpyDictionary dictionary = NpyDictionary.Parse(Encoding.UTF8.GetString(text), source, textAt);
        NpyType type = NpyType.Of(dictionary.Descr, source, textAt);
        long dataStart = textAt + length;
        if (!TensorInfo.TryCount(dictionary.Shape.AsSpan(), Math.Max(type.Size, type.DType.ElementSize()), out long elements))
            throw source.Refuse(textAt, $"the shape ({string.Join(", ", dictionary.Shape)}) has more bytes than a file can have");
        if (source.Length - dataStart != elements * type.Size)
            throw source.Refuse(
                dataStart,
                $"an array of {elements} elements takes {elements * type.Size} bytes, but {source.Length - dataStart} follow the header; the file is truncated or damaged: fetch it again"
            );
        return new(type, dictionary.FortranOrder, dictionary.Shape, dataStart);
    }

    /// <summary>The bytes before the values, version 1.0.</summary>
    public static byte[] Compose(TensorInfo tensor)
    {
        string shape = tensor.Shape.Length == 1 ? $"({tensor.Shape[0]},)" : $"({string.Join(", ", tensor.Shape)})";
        string text = $"{{'descr': '{NpyType.Describe(tensor.DType)}', 'fortran_order': False, 'shape': {shape}, }}";
        int unpadded = Version1Start + text.Length + 1;
        int total = (unpadded + Alignment - 1) / Alignment * Alignment;
        byte[] header = new byte[total];
        header.AsSpan().Fill((byte)' ');
        Magic.CopyTo(header);
        header[6] = 1;
        header[7] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), checked((ushort)(total - Version1Start)));
        Encoding.ASCII.GetBytes(text, header.AsSpan(Version1Start));
        header[^1] = (byte)'\n';
        return header;
    }
}
