namespace DeferredSeg.Formats.Images.Jpeg;

/// <summary>Baseline and extended sequential coding (T.81, F.2.2): a block is complete when it is read.</summary>
internal sealed class SequentialBlocks(JpegBits bits, JpegReader reader) : JpegBlockCoding
{
    private readonly short[] _coefficients = new short[64];

    public override void Read(JpegScanComponent component, int row, int column)
    {
        ReadOnlySpan<byte> zigzag = JpegTables.Zigzag;
        Array.Clear(_coefficients);
        _coefficients[0] = (short)ReadDc(component, bits, reader);
        for (int k = 1; k < 64; k++)
        {
            byte symbol = bits.Symbol(component.Ac!);
            (int run, int category) = (symbol >> 4, symbol & 15);
            if (category == 0 && run < 15)
                break;
            k += run;
            if (k > 63)
                throw reader.Refuse(bits.Position, $"a run up to coefficient {k}", "at most 63");
            if (category > 0)
                _coefficients[zigzag[k]] = (short)bits.Signed(category);
        }

        component.Component.Transform(_coefficients, row, column);
    }
}
