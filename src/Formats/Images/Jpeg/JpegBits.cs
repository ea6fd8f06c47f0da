namespace DeferredSeg.Formats.Images.Jpeg;

/// <summary>
/// The bits of a scan, the highest of a byte first. A byte FF of the data is followed by a 00 that means nothing; followed by anything
/// else it is the marker that ends the data.
/// </summary>
internal sealed class JpegBits(JpegReader reader)
{
    private ulong _buffer;
    private int _count;

    /// <summary>Where the reader stands in the file, for messages: up to 8 bytes behind the bit that is read.</summary>
    public int Position => reader.Position;

    /// <summary>Reads a Huffman code's symbol.</summary>
    public byte Symbol(JpegHuffmanTable table)
    {
        (int length, byte symbol) = table.LookUp(Peek(JpegHuffmanTable.LookupBits));
        if (length > 0)
        {
            Skip(length);
            return symbol;
        }

        for (length = JpegHuffmanTable.LookupBits + 1; length <= JpegHuffmanTable.LongestCode; length++)
            if (table.Find(length, Peek(length)) is { } found)
            {
                Skip(length);
                return found;
            }

        throw _count < JpegHuffmanTable.LongestCode ? RefuseEnd() : reader.Refuse(Position, "a Huffman code that its table lacks", "one of the table's codes");
    }

    /// <summary>Reads a number of 0 to 16 bits.</summary>
    public int Bits(int count)
    {
        int value = Peek(count);
        Skip(count);
        return value;
    }

    /// <summary>Reads a number of a category: its bits, negative where the first of them is 0 (T.81, F.2.2.1).</summary>
    public int Signed(int category)
    {
        if (category == 0)
            return 0;
        int value = Bits(category);
        return value < 1 << (category - 1) ? value - (1 << category) + 1 : value;
    }

    /// <summary>Ends the data at a marker, where the last byte's unused bits are all that may be left.</summary>
    public void Finish()
    {
        if (_count < 8)
            Fill();
        if (_count >= 8)
            throw reader.Refuse(Position, "more image data after the last block", "a marker");
        _count = 0;
        _buffer = 0;
    }

    private int Peek(int count)
    {
        if (_count < count)
            Fill();
        int mask = (1 << count) - 1;
        // Behind the data's end stand zeros, which Skip does not let pass.
        return (int)(_count >= count ? _buffer >> (_count - count) : _buffer << (count - _count)) & mask;
    }

    private void Skip(int count)
    {
        if (count > _count)
            throw RefuseEnd();
        _count -= count;
    }

    private ImageFileException RefuseEnd() =>
        Position >= reader.Bytes.Length ? reader.RefuseEnd("more image data") : reader.Refuse(Position, "the end of the image data", "more blocks");

    private void Fill()
    {
        ReadOnlySpan<byte> bytes = reader.Bytes;
        int position = reader.Position;
        while (_count <= 56 && position < bytes.Length)
        {
            byte value = bytes[position];
            if (value == 0xFF)
            {
                if (position + 1 >= bytes.Length || bytes[position + 1] != 0)
                    break;
                position++;
            }

            position++;
            _buffer = (_buffer << 8) | value;
            _count += 8;
        }

        reader.Position = position;
    }
}

/// <summary>Walks the blocks of a scan in the order of its data, over the restarts between them.</summary>
internal sealed class JpegScanData(JpegReader reader, JpegFrame frame, JpegTables tables)
{
    public void Read(JpegScan scan)
    {
        JpegBits bits = new(reader);
        JpegBlockCoding blocks = JpegBlockCoding.Of(frame, scan, bits, reader);
        // A component alone has no filling up to whole units of several (T.81, A.2.2).
        JpegComponent? alone = scan.Components.Length == 1 ? scan.Components[0].Component : null;
        (int across, int down) = alone is null ? (frame.UnitsAcross, frame.UnitsDown) : (alone.BlocksAcross, alone.BlocksDown);
        int left = 0;
        int restarts = 0;
        for (int row = 0; row < down; row++)
        for (int column = 0; column < across; column++, left--)
        {
            if (left == 0)
            {
                if (row + column > 0)
                    Restart(bits, restarts++);
                foreach (JpegScanComponent component in scan.Components)
                    component.Component.Predictor = 0;
                blocks.Restart();
                left = tables.RestartInterval == 0 ? int.MaxValue : tables.RestartInterval;
            }

            if (alone is null)
                ReadUnit(scan, blocks, row, column);
            else
                blocks.Read(scan.Components[0], row, column);
        }

        bits.Finish();
    }

    private static void ReadUnit(JpegScan scan, JpegBlockCoding blocks, int row, int column)
    {
        foreach (JpegScanComponent component in scan.Components)
        {
            (int down, int across) = (component.Component.Vertical, component.Component.Horizontal);
            for (int y = 0; y < down; y++)
            for (int x = 0; x < across; x++)
                blocks.Read(component, row * down + y, column * across + x);
        }
    }

    private void Restart(JpegBits bits, int restarts)
    {
        bits.Finish();
        int offset = reader.Position;
        byte marker = reader.NextMarker();
        byte expected = (byte)(JpegMarker.FirstRestart + restarts % 8);
        if (marker != expected)
            throw reader.Refuse(offset, $"the marker {JpegMarker.Name(marker)} after {tables.RestartInterval} units", JpegMarker.Name(expected));
    }
}
