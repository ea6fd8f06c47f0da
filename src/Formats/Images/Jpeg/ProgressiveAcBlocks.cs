namespace DeferredSeg.Formats.Images.Jpeg;

/// <summary>The first scan of a range of AC coefficients of a progression (T.81, G.1.2.2), in which whole runs of blocks may be zero.</summary>
internal sealed class ProgressiveAcBlocks(JpegScan scan, JpegBits bits, JpegReader reader) : JpegBlockCoding
{
    private int _emptyBlocks;

    public override void Restart() => _emptyBlocks = 0;

    public override void Read(JpegScanComponent component, int row, int column)
    {
        if (_emptyBlocks > 0)
        {
            _emptyBlocks--;
            return;
        }

        Span<short> block = component.Component.Coefficients(row, column);
        for (int k = scan.First; k <= scan.Last; k++)
        {
            byte symbol = bits.Symbol(component.Ac!);
            (int run, int category) = (symbol >> 4, symbol & 15);
            if (category == 0 && run < 15)
            {
                _emptyBlocks = (1 << run) - 1 + bits.Bits(run);
                return;
            }

            k += run;
            if (k > scan.Last)
                throw reader.Refuse(bits.Position, $"a run up to coefficient {k}", $"at most {scan.Last}, where the scan ends");
            if (category > 0)
                block[JpegTables.Zigzag[k]] = (short)(bits.Signed(category) << scan.Shift);
        }
    }
}
