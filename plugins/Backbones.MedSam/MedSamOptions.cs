using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;

namespace Backbones.MedSam;

/// <summary>The shape of the network, what of it is trained, and how it routes. The defaults are MedSAM's published ViT-B.</summary>
/// <param name="Encoder">
/// The image encoder: vitB, vitL or vitH. Each of the next four options replaces one of its numbers; where it is none, the number stays.
/// </param>
/// <param name="Width">Channels of the encoder's tokens, a multiple of the heads.</param>
/// <param name="Depth">The encoder's blocks.</param>
/// <param name="Heads">Attention heads of each block.</param>
/// <param name="GlobalBlocks">The blocks, counted from 0, that attend to the whole image; the others attend within windows.</param>
/// <param name="ImageSize">
/// Height and width, in pixels, that the position tables are made for; a multiple of the patch. Other sizes are taken too: the tables are then interpolated.
/// </param>
/// <param name="Patch">Height and width of a patch, in pixels; every patch is a token.</param>
/// <param name="Window">Height and width of an attention window, in tokens; 0 means that all blocks are global.</param>
/// <param name="MlpRatio">Hidden channels of the encoder's perceptrons as a multiple of its width.</param>
/// <param name="QkvBias">Whether queries, keys and values have a bias.</param>
/// <param name="RelativePositions">Whether attention has decomposed relative positions.</param>
/// <param name="EmbeddingChannels">Channels C of the embedding and of the decoder's tokens; the decoder's last map has C / 8.</param>
/// <param name="MaskChannels">Channels inside of the mask prompt's convolutions, a multiple of 4.</param>
/// <param name="DecoderDepth">Two-way blocks of the decoder.</param>
/// <param name="DecoderHeads">Attention heads of the decoder; half of its channels is a multiple of them.</param>
/// <param name="DecoderMlp">Hidden channels of the decoder's perceptrons.</param>
/// <param name="ScoreChannels">Hidden channels of the perceptron that predicts each mask's IoU.</param>
/// <param name="RoutingTokens">appended: as the paper has them, which changes the native masks. observing: the native masks stay exactly as they are.</param>
/// <param name="FreezeImageEncoder">Whether the image encoder stays as it is in training.</param>
/// <param name="FreezePromptEncoder">Whether the prompt encoder stays as it is in training.</param>
/// <param name="DecoderTraining">
/// whole: the pretrained decoder is fine-tuned. withoutMaskHeads: all but its mask MLPs. routingOnly: only routing learns.
/// </param>
/// <param name="TrainHypotheses">
/// Whether the parts that only the further hypotheses and the predicted IoU depend on may be trained. A loss over the logits alone does not reach them.
/// </param>
/// <param name="WholeImageBox">What decoding without any prompt means: true, a box around the whole image; false, no prompt token at all.</param>
/// <param name="Precision">float32, or bfloat16 inside of the image encoder.</param>
public sealed record MedSamOptions(
    EncoderSize Encoder = EncoderSize.VitB,
    [OptionRange(1, 8192)] int? Width = null,
    [OptionRange(1, 256)] int? Depth = null,
    [OptionRange(1, 256)] int? Heads = null,
    [OptionRange(0, 255)] IReadOnlyList<int>? GlobalBlocks = null,
    [OptionRange(1, 8192)] int ImageSize = 1024,
    [OptionRange(1, 256)] int Patch = 16,
    [OptionRange(0, 1024)] int Window = 14,
    [OptionRange(0.01, 64)] double MlpRatio = 4,
    bool QkvBias = true,
    bool RelativePositions = true,
    [OptionRange(8, 8192), OptionMultipleOf(8)] int EmbeddingChannels = 256,
    [OptionRange(4, 4096), OptionMultipleOf(4)] int MaskChannels = 16,
    [OptionRange(1, 64)] int DecoderDepth = 2,
    [OptionRange(1, 256)] int DecoderHeads = 8,
    [OptionRange(1, 65536)] int DecoderMlp = 2048,
    [OptionRange(1, 65536)] int ScoreChannels = 256,
    RoutingTokens RoutingTokens = RoutingTokens.Appended,
    bool FreezeImageEncoder = true,
    bool FreezePromptEncoder = true,
    DecoderTraining DecoderTraining = DecoderTraining.Whole,
    bool TrainHypotheses = false,
    bool WholeImageBox = true,
    EncoderPrecision Precision = EncoderPrecision.Float32
) : IOptionChecks
{
    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        var shape = EncoderShape.Of(this);
        if (shape.Width % shape.Heads != 0)
            yield return $"width is {shape.Width} and heads is {shape.Heads}; every head has the same whole number of channels, so width must "
                + "be a multiple of heads.";
        if (ImageSize % Patch != 0)
            yield return $"imageSize is {ImageSize}; expected a multiple of patch, which is {Patch}.";
        if (shape.GlobalBlocks.Where(block => block >= shape.Depth).Cast<int?>().FirstOrDefault() is { } beyond)
            yield return $"globalBlocks names block {beyond}; there are {shape.Depth}, counted from 0. Name the global blocks when depth is set.";
        if (EmbeddingChannels / 2 % DecoderHeads != 0)
            yield return $"embeddingChannels is {EmbeddingChannels} and decoderHeads is {DecoderHeads}; half of the channels must be a multiple of the heads.";
        if ((int)(shape.Width * MlpRatio) < 1)
            yield return FormattableString.Invariant($"mlpRatio is {MlpRatio}; with a width of {shape.Width} the perceptrons would have no hidden channel.");
    }
}

/// <summary>The published image encoders (Kirillov et al. 2023, after Li et al. 2022).</summary>
public enum EncoderSize
{
    /// <summary>ViT-B: width 768, 12 blocks, 12 heads, global attention in blocks 2, 5, 8 and 11. MedSAM's.</summary>
    VitB,

    /// <summary>ViT-L: width 1024, 24 blocks, 16 heads, global attention in blocks 5, 11, 17 and 23.</summary>
    VitL,

    /// <summary>ViT-H: width 1280, 32 blocks, 16 heads, global attention in blocks 7, 15, 23 and 31.</summary>
    VitH,
}

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
