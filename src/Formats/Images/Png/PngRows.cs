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
