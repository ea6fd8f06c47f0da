using System.Buffers.Binary;

namespace DeferredSeg.Formats.Tests.Mutation;

/// <summary>Damages a file in ways that keep most of its structure. The same seed gives the same damage.</summary>
internal sealed class Mutator(int seed)
{
    private static readonly ulong[] _awkward =
    [
        0,
        1,
        2,
        7,
        8,
        63,
        64,
        127,
        128,
        255,
        256,
        0x7fff,
        0xffff,
        0x10000,
        0x7fffffff,
        0x80000000,
        0xffffffff,
        0x100000000,
        0x7fffffffffffffff,
        0x8000000000000000,
        0xffffffffffffffff,
    ];

    /// <summary>Fragments that mean something in one of the formats.</summary>
    private static readonly byte[][] _fragments =
    [
        "(lp0\n"u8.ToArray(),
        "cos\nsystem\n"u8.ToArray(),
        "ctorch._utils\n_rebuild_tensor_v2\n"u8.ToArray(),
        "ccollections\nOrderedDict\n"u8.ToArray(),
        "R"u8.ToArray(),
        "Q"u8.ToArray(),
        "t"u8.ToArray(),
        "."u8.ToArray(),
        "]"u8.ToArray(),
        "}"u8.ToArray(),
        "("u8.ToArray(),
        "a"u8.ToArray(),
        "h\0"u8.ToArray(),
        "q\0"u8.ToArray(),
        "0"u8.ToArray(),
        "2"u8.ToArray(),
        "b"u8.ToArray(),
        [0x95, 0xff, 0, 0, 0, 0, 0, 0, 0],
        [0x8a, 8, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
        [0x8d, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0],
        "PK\u0001\u0002"u8.ToArray(),
        "PK\u0003\u0004"u8.ToArray(),
        "PK\u0005\u0006"u8.ToArray(),
        "PK\u0006\u0006"u8.ToArray(),
        "\"shape\":[9223372036854775807]"u8.ToArray(),
        "\"data_offsets\":[0,0]"u8.ToArray(),
        "-1"u8.ToArray(),
        "1e9"u8.ToArray(),
        "null"u8.ToArray(),
        "{"u8.ToArray(),
        "[["u8.ToArray(),
        "\\ud800"u8.ToArray(),
        ","u8.ToArray(),
        "\""u8.ToArray(),
        "99999999999"u8.ToArray(),
    ];

    private readonly Random _random = new(seed);

    public byte[] Mutate(byte[] file)
    {
        List<byte> bytes = [.. file];
        for (int changes = 1 + _random.Next(3); changes > 0 && bytes.Count > 0; changes--)
            Change(bytes);
        return [.. bytes];
    }

    private void Change(List<byte> bytes)
    {
        int at = Position(bytes.Count);
        int length = Math.Min(bytes.Count - at, 1 + _random.Next(_random.Next(4) == 0 ? 200 : 8));
        switch (_random.Next(10))
        {
            case 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2 or 3:
                WriteNumber(bytes, at);
                break;
            case 4:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 5:
                bytes.RemoveRange(at, length);
                break;
            case 6:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 7:
                bytes.InsertRange(Position(bytes.Count), bytes.GetRange(at, length));
                break;
            case 8:
                bytes.InsertRange(at, _fragments[_random.Next(_fragments.Length)]);
                break;
            default:
                Overwrite(bytes, at, _fragments[_random.Next(_fragments.Length)]);
                break;
        }
    }

    /// <summary>Near the beginning or the end more often than elsewhere, because there the structure lies.</summary>
    private int Position(int count) =>
        _random.Next(4) switch
        {
            0 => _random.Next(Math.Min(count, 64)),
            1 => count - 1 - _random.Next(Math.Min(count, 200)),
            _ => _random.Next(count),
        };

    private void WriteNumber(List<byte> bytes, int at)
    {
        ulong number = _awkward[_random.Next(_awkward.Length)] + (ulong)_random.Next(-1, 2);
        byte[] raw = new byte[8];
        if (_random.Next(4) == 0)
            BinaryPrimitives.WriteUInt64BigEndian(raw, number);
        else
            BinaryPrimitives.WriteUInt64LittleEndian(raw, number);
        Overwrite(bytes, at, raw.AsSpan(0, 1 << _random.Next(4)));
    }

    private static void Overwrite(List<byte> bytes, int at, ReadOnlySpan<byte> by)
    {
        for (int i = 0; i < by.Length && at + i < bytes.Count; i++)
            bytes[at + i] = by[i];
    }
}
