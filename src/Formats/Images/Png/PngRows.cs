using System.IO.Compression;

namespace DeferredSeg.Formats.Images.Png;

/// <summary>The rows of an image, inflated and restored one by one: two rows are in memory, never the whole.</summary>
internal sealed class PngRows(PngChunkReader chunks, PngHeader header) : IDisposable
{
    private readonly long _offset = chunks.Current.Offset;
    private readonly PngImageData _data = new(chunks);
    private ZLibStream? _inflated;

    /// <summary>Fills an image.</summary>
    public void Fill(PngPixels pixels, ushort[] samples)
    {
        _inflated = new(_data, CompressionMode.Decompress, leaveOpen: true);
        foreach (PngPass pass in header.Passes)
        {
            int columns = pass.Columns(header.Width);
            int rows = columns == 0 ? 0 : pass.Rows(header.Height);
            byte[] row = new byte[1 + header.RowLength(columns)];
            byte[] above = new byte[row.Length];
            ushort[] stored = new ushort[columns * header.Channels];
            for (int i = 0; i < rows; i++)
            {
                int y = pass.Top + i * pass.StepY;
                Inflate(row, y);
                if (row[0] >= PngFilter.Count)
                    throw Refuse($"filter {row[0]} at row {y}", "0 to 4");
                PngFilter.Undo(row[0], row.AsSpan(1), above.AsSpan(1), header.FilterStep);
                if (pixels.Place(row.AsSpan(1), stored, samples.AsSpan((y * header.Width + pass.Left) * pixels.Channels), pass.StepX) is { } index)
                    throw Refuse($"colour {index} at row {y}", "an index into the palette, which is shorter");
                (row, above) = (above, row);
            }
        }
    }

    /// <summary>Requires that the image data end here, and goes on to the chunk after them.</summary>
    public void RequireEnd()
    {
        byte[] next = new byte[1];
        if (Inflate(next) != 0)
            throw Refuse("more image data after the last row", $"{header.InflatedLength} inflated bytes for an image of {header.Height} x {header.Width}");
        byte[] rest = new byte[1 << 12];
        while (_data.Read(rest) > 0) { }
    }

    public void Dispose() => _inflated?.Dispose();

    private void Inflate(byte[] row, int y)
    {
        if (Inflate(row.AsSpan()) < row.Length)
            throw Refuse($"the end of the image data at row {y}", $"{header.Height} rows");
    }

    private int Inflate(Span<byte> destination)
    {
        try
        {
            return _inflated!.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        }
        // zlib's own errors, such as a dictionary that is asked for, are an IOException; the bytes themselves are in memory.
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw Refuse("compressed data that do not inflate", "a whole zlib stream with its checksum", e);
        }
    }

    private ImageFileException Refuse(string found, string expected, Exception? innerException = null) =>
        chunks.Refuse(_offset, found, expected, "the image data are damaged: fetch or export the file again", innerException);
}

/// <summary>The five filters that predict a row's bytes from those to the left and above (PNG specification, clause 9).</summary>
internal static class PngFilter
{
    public const int None = 0;
    public const int Sub = 1;
    public const int Up = 2;
    public const int Average = 3;
    public const int Paeth = 4;

    /// <summary>How many there are; they are numbered from 0.</summary>
    public const int Count = 5;

    /// <summary>Restores a row in place.</summary>
    /// <param name="filter">One of the five.</param>
    /// <param name="row">The filtered row.</param>
    /// <param name="above">The restored row above, of the same length; zeros for the first.</param>
    /// <param name="step">The bytes of a pixel, at least 1.</param>
    public static void Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        switch (filter)
        {
            case Sub:
                for (int i = step; i < row.Length; i++)
                    row[i] += row[i - step];
                break;
            case Up:
                for (int i = 0; i < row.Length; i++)
                    row[i] += above[i];
                break;
            case Average:
                for (int i = 0; i < row.Length; i++)
                    row[i] += (byte)(((i < step ? 0 : row[i - step]) + above[i]) >> 1);
                break;
            case Paeth:
                for (int i = 0; i < row.Length; i++)
                    row[i] += i < step ? above[i] : Nearest(row[i - step], above[i], above[i - step]);
                break;
        }
    }

    /// <summary>Filters a row into another of the same length.</summary>
    public static void Apply(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int step, Span<byte> filtered)
    {
        for (int i = 0; i < row.Length; i++)
        {
            byte left = i < step ? (byte)0 : row[i - step];
            byte predicted = filter switch
            {
                Sub => left,
                Up => above[i],
                Average => (byte)((left + above[i]) >> 1),
                Paeth => Nearest(left, above[i], i < step ? (byte)0 : above[i - step]),
                _ => 0,
            };
            filtered[i] = (byte)(row[i] - predicted);
        }
    }

    /// <summary>Paeth's predictor: of left, above and upper left the one nearest to left + above - upper left, in this order where equal.</summary>
    private static byte Nearest(byte left, byte above, byte corner)
    {
        int toLeft = Math.Abs(above - corner);
        int toAbove = Math.Abs(left - corner);
        int toCorner = Math.Abs(left + above - 2 * corner);
        return toLeft <= toAbove && toLeft <= toCorner ? left
            : toAbove <= toCorner ? above
            : corner;
    }
}
