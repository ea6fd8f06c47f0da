namespace DeferredSeg.Formats.Images.Jpeg;

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
