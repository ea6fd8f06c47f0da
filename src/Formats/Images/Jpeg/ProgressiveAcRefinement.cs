namespace DeferredSeg.Formats.Images.Jpeg;

/// <summary>A scan that adds a bit to AC coefficients of a progression (T.81, G.1.2.3): to those known, and new ones of plus or minus that bit.</summary>
internal sealed class ProgressiveAcRefinement(JpegScan scan, JpegBits bits, JpegReader reader) : JpegBlockCoding
{
    private readonly int _bit = 1 << scan.Shift;
    private int _emptyBlocks;

    public override void Restart() => _emptyBlocks = 0;

    public override void Read(JpegScanComponent component, int row, int column)
    {
        Span<short> block = component.Component.Coefficients(row, column);
        int k = scan.First;
        for (; _emptyBlocks == 0 && k <= scan.Last; k++)
        {
            byte symbol = bits.Symbol(component.Ac!);
            (int run, int category) = (symbol >> 4, symbol & 15);
            if (category > 1)
                throw reader.Refuse(bits.Position, $"a new coefficient of {category} bits in a refinement", "1 bit");
            if (category == 0 && run < 15)
            {
                _emptyBlocks = (1 << run) + bits.Bits(run);
                break;
            }

            int value =
                category == 0 ? 0
                : bits.Bits(1) == 1 ? _bit
                : -_bit;
            k = Pass(block, k, run);
            if (k <= scan.Last)
                block[JpegTables.Zigzag[k]] = (short)value;
            else if (category > 0)
                throw reader.Refuse(bits.Position, "a new coefficient behind the last one of the scan", $"at most {scan.Last}");
        }

        if (_emptyBlocks == 0)
            return;
        Pass(block, k, int.MaxValue);
        _emptyBlocks--;
    }

    /// <summary>Refines the coefficients that are known, and stops at the zero after so many zeros; gives its place.</summary>
    private int Pass(Span<short> block, int k, int zeros)
    {
        for (; k <= scan.Last; k++)
        {
            ref short coefficient = ref block[JpegTables.Zigzag[k]];
            if (coefficient == 0)
            {
                if (--zeros < 0)
                    break;
            }
            else if (bits.Bits(1) == 1 && (coefficient & _bit) == 0)
            {
                coefficient += (short)(coefficient > 0 ? _bit : -_bit);
            }
        }

        return k;
    }
}
