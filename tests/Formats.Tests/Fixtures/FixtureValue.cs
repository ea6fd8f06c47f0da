using System.Buffers.Binary;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Tests.Fixtures;

/// <summary>The values of make_fixtures.py: element i of every storage, by formula.</summary>
internal static class FixtureValue
{
    /// <summary>The little-endian bytes of the elements at these positions of a storage.</summary>
    public static byte[] Bytes(TensorDType dtype, IEnumerable<int> positions)
    {
        List<byte> bytes = [];
        byte[] element = new byte[dtype.ElementSize()];
        foreach (int i in positions)
        {
            Write(dtype, (i * 7 + 3) % 11, element);
            bytes.AddRange(element);
        }

        return [.. bytes];
    }

    private static void Write(TensorDType dtype, int pattern, Span<byte> to)
    {
        int integer = pattern - 5;
        float number = integer * 0.25f;
        switch (dtype)
        {
            case TensorDType.Float64:
                BinaryPrimitives.WriteDoubleLittleEndian(to, number);
                break;
            case TensorDType.Float32:
                BinaryPrimitives.WriteSingleLittleEndian(to, number);
                break;
            case TensorDType.Float16:
                BinaryPrimitives.WriteHalfLittleEndian(to, (Half)number);
                break;
            case TensorDType.BFloat16:
                BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)(BitConverter.SingleToUInt32Bits(number) >> 16));
                break;
            case TensorDType.Int64:
                BinaryPrimitives.WriteInt64LittleEndian(to, integer);
                break;
            case TensorDType.Int32:
                BinaryPrimitives.WriteInt32LittleEndian(to, integer);
                break;
            case TensorDType.Int16:
                BinaryPrimitives.WriteInt16LittleEndian(to, (short)integer);
                break;
            case TensorDType.Int8:
                to[0] = (byte)(sbyte)integer;
                break;
            case TensorDType.UInt8:
                to[0] = (byte)pattern;
                break;
            default:
                to[0] = (byte)(pattern % 3 == 0 ? 1 : 0);
                break;
        }
    }
}
