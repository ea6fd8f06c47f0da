using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;

namespace Backbones.Sam2;

/// <summary>The shape of the network, what of it is trained, and how it routes. The defaults are the published tiny network.</summary>
/// <param name="Encoder">
/// The image encoder: tiny, small, basePlus or large. Each of the next six options replaces one of its numbers; where it is none, the number stays.
/// </param>
/// <param name="Width">Channels of the first stage's tokens, a multiple of its heads; they double at each of the three later stages.</param>
/// <param name="Heads">Attention heads of the first stage; they double too.</param>
/// <param name="Stages">Blocks of the four stages. The first block of each but the first halves rows and columns.</param>
/// <param name="GlobalBlocks">The blocks, counted from 0 over all stages, that attend to the whole image; never the first of a stage but the first.</param>
/// <param name="PositionGrid">Rows and columns of the coarse position table, which is interpolated to the image's tokens.</param>
/// <param name="Windows">
/// Height and width of the attention windows of the four stages, in tokens. The first block of a stage has the window of the stage before, an even number.
/// The first is the size of the fine position table too, which is repeated over the tokens.
/// </param>
/// <param name="TopDownLevels">Levels of the feature pyramid, 0 the finest, to which the next coarser one is added; level 2 among them.</param>
/// <param name="PyramidInterpolation">How a coarser level is enlarged before it is added.</param>
/// <param name="PyramidSum">Whether the two are summed; otherwise their mean is taken.</param>
/// <param name="EmbeddingChannels">Channels C of the embedding and of the decoder's tokens; the decoder's last map has C / 8.</param>
/// <param name="MaskChannels">Channels inside of the mask prompt's convolutions, a multiple of 4.</param>
/// <param name="DecoderDepth">Two-way blocks of the decoder.</param>
/// <param name="DecoderHeads">Attention heads of the decoder; half of its channels is a multiple of them.</param>
/// <param name="DecoderMlp">Hidden channels of the decoder's perceptrons.</param>
/// <param name="ScoreChannels">Hidden channels of the perceptron that predicts each mask's IoU.</param>
/// <param name="ScoreSigmoid">Whether the predicted IoU ends in a sigmoid.</param>
/// <param name="ObjectPerceptron">Whether a perceptron of three layers says if there is an object; otherwise one linear layer.</param>
/// <param name="StabilityFallback">
/// Whether, in evaluation, a single answer that is not stable gives way to the hypothesis with the best predicted IoU, as in the published predictors. Training
/// never does; where only the single answer was trained, switch it off.
/// </param>
/// <param name="StabilityDelta">The answer is cut at this logit above and below 0; its stability is the ratio of the two areas.</param>
/// <param name="StabilityThreshold">From which stability on the single answer stays.</param>
/// <param name="RoutingTokens">appended: as the paper has them, which changes the native masks. observing: the native masks stay exactly as they are.</param>
/// <param name="FreezeImageEncoder">Whether the image encoder, with all that is computed once for an image, stays as it is in training.</param>
/// <param name="FreezePromptEncoder">Whether the prompt encoder stays as it is in training.</param>
/// <param name="DecoderTraining">
/// whole: the pretrained decoder is fine-tuned. withoutMaskHeads: all but its mask MLPs. routingOnly: only routing learns.
/// </param>
/// <param name="TrainHypotheses">
/// Whether the parts that only the further hypotheses, the predicted IoU and the object score depend on may be trained. A loss over the logits alone does not
/// reach them.
/// </param>
/// <param name="WholeImageBox">What decoding without any prompt means: true, a box around the whole image; false, two empty points, as in tracking.</param>
/// <param name="Precision">float32, or bfloat16 inside of the image encoder.</param>
public sealed record Sam2Options(
    HieraSize Encoder = HieraSize.Tiny,
    [OptionRange(1, 8192)] int? Width = null,
    [OptionRange(1, 256)] int? Heads = null,
    [OptionRange(1, 256)] IReadOnlyList<int>? Stages = null,
    [OptionRange(0, 255)] IReadOnlyList<int>? GlobalBlocks = null,
    [OptionRange(1, 1024)] IReadOnlyList<int>? PositionGrid = null,
    [OptionRange(1, 1024)] IReadOnlyList<int>? Windows = null,
    [OptionRange(0, 3)] IReadOnlyList<int>? TopDownLevels = null,
    PyramidInterpolation PyramidInterpolation = PyramidInterpolation.Nearest,
    bool PyramidSum = true,
    [OptionRange(8, 8192), OptionMultipleOf(8)] int EmbeddingChannels = 256,
    [OptionRange(4, 4096), OptionMultipleOf(4)] int MaskChannels = 16,
    [OptionRange(1, 64)] int DecoderDepth = 2,
    [OptionRange(1, 256)] int DecoderHeads = 8,
    [OptionRange(1, 65536)] int DecoderMlp = 2048,
    [OptionRange(1, 65536)] int ScoreChannels = 256,
    bool ScoreSigmoid = true,
    bool ObjectPerceptron = true,
    bool StabilityFallback = true,
    [OptionRange(0, 1000)] double StabilityDelta = 0.05,
    [OptionRange(0, 1)] double StabilityThreshold = 0.98,
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
        var shape = HieraShape.Of(this);
        string[] counts = [.. Counts(shape)];
        foreach (var problem in counts)
            yield return problem;
        if (counts.Length > 0)
            yield break;
        if (shape.Width % shape.Heads != 0)
            yield return $"width is {shape.Width} and heads is {shape.Heads}; every head has the same whole number of channels, so width must "
                + "be a multiple of heads.";
        for (var stage = 0; stage < HieraShape.StageCount - 1; stage++)
        {
            if (shape.Windows[stage] % 2 != 0)
                yield return $"windows has {shape.Windows[stage]} for stage {stage + 1}; expected an even number, since the next stage halves its windows.";
        }
        var blocks = shape.Blocks;
        if (shape.GlobalBlocks.Where(block => block >= blocks.Count).Cast<int?>().FirstOrDefault() is { } beyond)
            yield return $"globalBlocks names block {beyond}; there are {blocks.Count}, counted from 0. Name the global blocks when stages is set.";
        else if (shape.GlobalBlocks.Where(block => blocks[block].Pools).Cast<int?>().FirstOrDefault() is { } pooling)
            yield return $"globalBlocks names block {pooling}, the first of a stage, which pools within windows and is never global.";
        if (TopDownLevels is { } levels && !levels.Contains(2))
            yield return $"topDownLevels is {string.Join(", ", levels)}; expected level 2 among them, without which nothing reads the last stage.";
        if (EmbeddingChannels / 2 % DecoderHeads != 0)
            yield return $"embeddingChannels is {EmbeddingChannels} and decoderHeads is {DecoderHeads}; half of the channels must be a multiple of the heads.";
    }

    private static IEnumerable<string> Counts(HieraShape shape)
    {
        if (shape.Stages.Count != HieraShape.StageCount)
            yield return $"stages has {shape.Stages.Count} numbers; expected {HieraShape.StageCount}, the blocks of each stage.";
        if (shape.Windows.Count != HieraShape.StageCount)
            yield return $"windows has {shape.Windows.Count} numbers; expected {HieraShape.StageCount}, the window of each stage.";
        if (shape.Grid.Count != 2)
            yield return $"positionGrid has {shape.Grid.Count} numbers; expected 2, rows and columns.";
    }
}

/// <summary>How a coarser level of the feature pyramid is enlarged.</summary>
public enum PyramidInterpolation
{
    /// <summary>Every value is repeated, as published.</summary>
    Nearest,

    /// <summary>Bilinear, without aligned corners.</summary>
    Bilinear,
}
