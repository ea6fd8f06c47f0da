using DeferredSeg.Abstractions.Options;

namespace Modules.SafeClick;

/// <summary>What SafeClick is made of, where it begins and what is trained. What the paper leaves open has the documented reading as default.</summary>
/// <param name="Trains">module: SafeClick alone; the wrapped network stays as it is. together: with all that the wrapped network would train by itself.</param>
/// <param name="Start">
/// paper: the convolution of the consensus begins with zeros, and the decoder's image goes through norm and activation at once. identity: before training
/// the answers are those of the wrapped network.
/// </param>
/// <param name="Intermediate">The map inside of the image encoder that the first expert asks from, by name; none for the block in the middle.</param>
/// <param name="Counting">
/// How the block m / 2 of m blocks is counted where intermediate is none: fromOne or fromZero. Of odd m the half is rounded down.
/// </param>
/// <param name="Transform">
/// What follows the 3 by 3 convolution of the intermediate map: channelNormGelu, as the decoder has it, or batchNormRelu. The convolution's stride is what
/// brings the map to the size of the embedding; a coarser map is enlarged bilinearly.
/// </param>
/// <param name="Heads">Attention heads of both experts; the embedding's channels are a multiple of them.</param>
/// <param name="MlpRatio">Hidden channels of the experts' perceptrons over the embedding's channels.</param>
/// <param name="Activation">The activation of the experts' perceptrons: gelu (by erf) or relu.</param>
/// <param name="SharedNorm">Whether the first expert norms queries and keys with the same weights.</param>
/// <param name="ConsensusChannels">Channels C1 of the experts' results in the consensus; none for the embedding's, without a projection.</param>
/// <param name="ConsensusKernel">Rows and columns of the consensus' zero-initialised convolution, an odd number.</param>
/// <param name="Softmax">The axis of the contrast's softmax: last, so that rows sum to 1, or first.</param>
/// <param name="Maximum">Of what the maximum is taken: row or matrix. With the softmax over the last axis both give the same.</param>
/// <param name="Temperature">What the contrast is divided by before the softmax; the paper has no such number.</param>
/// <param name="Alpha">Where the learnable weight of the cross reference begins; at -1 the paper divides by zero.</param>
/// <param name="LeakySlope">The slope of the last activation below 0.</param>
/// <param name="CrossExpert">Whether there is the first expert. Without it the consensus has no cross reference, which is alpha = 0.</param>
/// <param name="SelfExpert">Whether there is the second expert. Without it the embedding itself takes its place.</param>
/// <param name="Consensus">Whether experts refer to each other. Without it their results are summed before the convolution.</param>
public sealed record SafeClickOptions(
    SafeClickTraining Trains = SafeClickTraining.Module,
    SafeClickStart Start = SafeClickStart.Paper,
    string? Intermediate = null,
    BlockCounting Counting = BlockCounting.FromOne,
    IntermediateNorm Transform = IntermediateNorm.ChannelNormGelu,
    [OptionRange(1, 256)] int Heads = 8,
    [OptionRange(0.01, 64)] double MlpRatio = 4,
    ExpertActivation Activation = ExpertActivation.Gelu,
    bool SharedNorm = false,
    [OptionRange(1, 8192)] int? ConsensusChannels = null,
    [OptionRange(1, 31)] int ConsensusKernel = 1,
    ContrastAxis Softmax = ContrastAxis.Last,
    ContrastMaximum Maximum = ContrastMaximum.Row,
    [OptionRange(1e-6, 1e12)] double Temperature = 1,
    [OptionRange(-0.99, 1000)] double Alpha = 1,
    [OptionRange(0, 1)] double LeakySlope = 0.01,
    bool CrossExpert = true,
    bool SelfExpert = true,
    bool Consensus = true
) : IOptionChecks
{
    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (ConsensusKernel % 2 == 0)
            yield return $"consensusKernel is {ConsensusKernel}; expected an odd number, such as 1 or 3, so that the map keeps its size.";
        if (Intermediate is not null && !CrossExpert)
            yield return $"intermediate is '{Intermediate}' and crossExpert is false; expected a map only where the first expert asks from it.";
    }
}

/// <summary>What is trained.</summary>
public enum SafeClickTraining
{
    /// <summary>SafeClick alone.</summary>
    Module,

    /// <summary>SafeClick, and of the wrapped network what it would train by itself.</summary>
    Together,
}

/// <summary>What the network answers before SafeClick was trained.</summary>
public enum SafeClickStart
{
    /// <summary>What the paper's equations give: the decoder's image after norm and activation, which is another than the pretrained decoder knows.</summary>
    Paper,

    /// <summary>What the wrapped network answers.</summary>
    Identity,
}

/// <summary>How blocks are counted.</summary>
public enum BlockCounting
{
    /// <summary>The first block is 1.</summary>
    FromOne,

    /// <summary>The first block is 0.</summary>
    FromZero,
}

/// <summary>Norm and activation of the transformed intermediate map.</summary>
public enum IntermediateNorm
{
    /// <summary>A norm over the channels of every pixel, then GELU by erf.</summary>
    ChannelNormGelu,

    /// <summary>A batch norm, then ReLU.</summary>
    BatchNormRelu,
}

/// <summary>An activation.</summary>
public enum ExpertActivation
{
    /// <summary>GELU by erf.</summary>
    Gelu,

    /// <summary>ReLU.</summary>
    Relu,
}

/// <summary>An axis of the contrast <c>[B, C1, C1]</c>, whose rows are the first expert's channels and columns the second's.</summary>
public enum ContrastAxis
{
    /// <summary>Over the columns.</summary>
    Last,

    /// <summary>Over the rows.</summary>
    First,
}

/// <summary>Of what a maximum is taken.</summary>
public enum ContrastMaximum
{
    /// <summary>Of each row.</summary>
    Row,

    /// <summary>Of the whole matrix of an image.</summary>
    Matrix,
}
