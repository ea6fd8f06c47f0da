using System.Buffers.Binary;
using System.IO.Compression;

namespace DeferredSeg.Formats.Tests.Volumes;

/// <summary>A NIfTI file built field by field, right or wrong.</summary>
internal sealed record StoredNifti
{
    public int Version { get; init; } = 1;

    public bool BigEndian { get; init; }

    public bool Pair { get; init; }

    public long[] Dimensions { get; init; } = [3, 2, 3, 4, 1, 1, 1, 1];

    public int Type { get; init; } = 2;

    public int Bits { get; init; } = 8;

    public double[] Distances { get; init; } = [1, 1, 1, 1, 1, 1, 1, 1];

    public double Start { get; init; }

    public double Slope { get; init; }

    public double Intercept { get; init; }

    public int Units { get; init; }

    public int QformCode { get; init; }

    public int SformCode { get; init; }

    public double[] Qform { get; init; } = [0, 0, 0, 0, 0, 0];

    public double[] Sform { get; init; } = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];

    /// <summary>What stands between the header and the voxels.</summary>
    public byte[] Between { get; init; } = [0, 0, 0, 0];

    public byte[] Voxels { get; init; } = [.. Enumerable.Range(0, 24).Select(i => (byte)i)];

    public static byte[] Gzip(byte[] file)
    {
        using MemoryStream compressed = new();
        using (GZipStream gzip = new(compressed, CompressionLevel.Optimal))
            gzip.Write(file);
        return compressed.ToArray();
    }

    public byte[] File() => [.. Header(), .. Between, .. Voxels];

    public byte[] Header()
    {
        byte[] header = new byte[Version == 1 ? 348 : 540];
        bool first = Version == 1;
        Whole(header, 0, 4, header.Length);
        for (int i = 0; i < 8; i++)
        {
            Whole(header, first ? 40 + 2 * i : 16 + 8 * i, first ? 2 : 8, Dimensions[i]);
            Real(header, first ? 76 : 104, i, Distances[i]);
        }

        Whole(header, first ? 70 : 12, 2, Type);
        Whole(header, first ? 72 : 14, 2, Bits);
        if (first)
            Real(header, 108, 0, Start);
        else
            Whole(header, 168, 8, (long)Start);
        Real(header, first ? 112 : 176, 0, Slope);
        Real(header, first ? 112 : 176, 1, Intercept);
        Whole(header, first ? 123 : 500, first ? 1 : 4, Units);
        Whole(header, first ? 252 : 344, first ? 2 : 4, QformCode);
        Whole(header, first ? 254 : 348, first ? 2 : 4, SformCode);
        for (int i = 0; i < 6; i++)
            Real(header, first ? 256 : 352, i, Qform[i]);
        for (int i = 0; i < 12; i++)
            Real(header, first ? 280 : 400, i, Sform[i]);
        string kind = Pair ? "ni" : "n+";
        byte[] magic = [(byte)kind[0], (byte)kind[1], (byte)('0' + Version), 0, .. first ? [] : new byte[] { 13, 10, 26, 10 }];
        magic.CopyTo(header, first ? 344 : 4);
        return header;
    }

    private void Whole(byte[] header, int at, int size, long value)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        Put(header, at, bytes[..size]);
    }

    private void Real(byte[] header, int at, int i, double value) =>
        Put(header, at + (Version == 1 ? 4 : 8) * i, Version == 1 ? BitConverter.GetBytes((float)value) : BitConverter.GetBytes(value));

    private void Put(byte[] header, int at, byte[] littleEndian)
    {
        if (BigEndian)
            Array.Reverse(littleEndian);
        littleEndian.CopyTo(header, at);
    }
}
