using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Training.Recipe;

/// <summary>How a segmentor and its routing are trained. The defaults are the paper's (Sec. 5.2.3), but for mixed precision, which the CPU does not have.</summary>
/// <param name="LearningRate">AdamW's learning rate in the first epoch.</param>
/// <param name="WeightDecay">AdamW's decoupled weight decay.</param>
/// <param name="DecayFactor">What the learning rate is multiplied by every <paramref name="DecayEpochs"/> epochs (StepLR's gamma).</param>
/// <param name="DecayEpochs">How many epochs a learning rate holds.</param>
/// <param name="BatchSize">Cases of a micro-batch; their input sizes must agree.</param>
/// <param name="Accumulation">Micro-batches of an optimizer step. The last step of an epoch may have fewer; the gradient is the mean over those there are.</param>
/// <param name="Epochs">The most epochs.</param>
/// <param name="Patience">Training stops when for so many epochs neither the validation's System dice nor its mean(1 - M_0) improved; 0 never stops early.</param>
/// <param name="DeferralGoal">Which way mean(1 - M_0) improves.</param>
/// <param name="Deferral">Whether routing is trained. Without it the segmentor alone is, by its cross-entropy: the fine-tuned baseline.</param>
/// <param name="TrainBackbone">Whether those parts of the backbone are trained that it does not declare frozen; otherwise the head alone.</param>
/// <param name="Rho">Over which pixels the experts' loads are taken.</param>
/// <param name="Augmentation">Whether training cases are turned.</param>
/// <param name="GradientNorm">Gradients are scaled to this joint norm where they exceed it; null leaves them.</param>
/// <param name="ValidationSeed">The seed with which experts are asked about validation cases, the same at every epoch and for every seed of a run.</param>
/// <param name="CheckpointSteps">A checkpoint is written after so many optimizer steps, besides those at the end of each epoch; 0 writes those alone.</param>
public sealed record TrainingOptions(
    [OptionRange(0, 1000)] double LearningRate = 1e-4,
    [OptionRange(0, 1000)] double WeightDecay = 0.01,
    [OptionRange(0, 1)] double DecayFactor = 0.8,
    [OptionRange(1, int.MaxValue)] int DecayEpochs = 2,
    [OptionRange(1, int.MaxValue)] int BatchSize = 2,
    [OptionRange(1, int.MaxValue)] int Accumulation = 4,
    [OptionRange(1, int.MaxValue)] int Epochs = 200,
    [OptionRange(0, int.MaxValue)] int Patience = 50,
    DeferralGoal DeferralGoal = DeferralGoal.Fewer,
    bool Deferral = true,
    bool TrainBackbone = true,
    RhoOver Rho = RhoOver.MicroBatch,
    Augmentation Augmentation = Augmentation.Turns,
    [OptionRange(1e-12, 1e12)] double? GradientNorm = null,
    long ValidationSeed = 0,
    [OptionRange(0, int.MaxValue)] int CheckpointSteps = 50
);
