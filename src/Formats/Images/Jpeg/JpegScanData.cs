namespace DeferredSeg.Formats.Images.Jpeg;

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
