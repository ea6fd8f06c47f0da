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
