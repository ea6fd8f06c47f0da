namespace Backbones.MedSam;

/// <summary>The image encoder's numbers, after the options have replaced those of its size.</summary>
/// <param name="Width">Channels of its tokens.</param>
/// <param name="Depth">Its blocks.</param>
/// <param name="Heads">Attention heads of each block.</param>
/// <param name="GlobalBlocks">The blocks, counted from 0, that attend to the whole image.</param>
internal sealed record EncoderShape(int Width, int Depth, int Heads, IReadOnlyList<int> GlobalBlocks)
{
    public static EncoderShape Of(MedSamOptions options)
    {
        var (width, depth, heads) = options.Encoder switch
        {
            EncoderSize.VitB => (768, 12, 12),
            EncoderSize.VitL => (1024, 24, 16),
            _ => (1280, 32, 16),
        };
        // The last block of every quarter is global, in all published sizes.
        var blocks = options.GlobalBlocks ?? [.. Enumerable.Range(1, 4).Select(quarter => quarter * depth / 4 - 1)];
        return new(options.Width ?? width, options.Depth ?? depth, options.Heads ?? heads, blocks);
    }
}
