namespace DeferredSeg.Formats.Images.Jpeg;

/// <summary>How the blocks of a scan are coded.</summary>
internal abstract class JpegBlockCoding
{
    /// <summary>The coding of a scan.</summary>
    public static JpegBlockCoding Of(JpegFrame frame, JpegScan scan, JpegBits bits, JpegReader reader) =>
        (frame.IsProgressive, scan) switch
        {
            (false, _) => new SequentialBlocks(bits, reader),
            (_, { First: 0 }) => new ProgressiveDcBlocks(scan, bits, reader),
            (_, { IsRefinement: false }) => new ProgressiveAcBlocks(scan, bits, reader),
            _ => new ProgressiveAcRefinement(scan, bits, reader),
        };

    /// <summary>Forgets what earlier blocks left, as at the start of a scan and after each restart. Predictors are the caller's.</summary>
    public virtual void Restart() { }

    /// <summary>Reads the next block of a component.</summary>
    public abstract void Read(JpegScanComponent component, int row, int column);

    /// <summary>Reads a DC value as its difference from the block before.</summary>
    protected static int ReadDc(JpegScanComponent component, JpegBits bits, JpegReader reader)
    {
        int category = bits.Symbol(component.Dc!);
        if (category > 15)
            throw reader.Refuse(bits.Position, $"a DC difference of {category} bits", "at most 15");
        return component.Component.Predictor += bits.Signed(category);
    }
}

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

/// <summary>The DC coefficients of a progression (T.81, G.1.2.1): first without their low bits, then a bit at a time.</summary>
internal sealed class ProgressiveDcBlocks(JpegScan scan, JpegBits bits, JpegReader reader) : JpegBlockCoding
{
    public override void Read(JpegScanComponent component, int row, int column)
    {
        Span<short> block = component.Component.Coefficients(row, column);
        if (!scan.IsRefinement)
            block[0] = (short)(ReadDc(component, bits, reader) << scan.Shift);
        else if (bits.Bits(1) == 1)
            block[0] |= (short)(1 << scan.Shift);
    }
}

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
