namespace DeferredSeg.Training.Segmentation;

/// <summary>How a backbone is trained on masks.</summary>
/// <param name="Steps">Steps of the optimizer.</param>
/// <param name="BatchSize">Images a step.</param>
/// <param name="LearningRate">AdamW's learning rate; it falls to zero along half a cosine.</param>
/// <param name="WeightDecay">AdamW's weight decay.</param>
/// <param name="GradientNorm">Gradients are scaled to this joint norm where they exceed it.</param>
public sealed record SegmentationOptions(int Steps, int BatchSize = 8, double LearningRate = 2e-3, double WeightDecay = 0.01, double GradientNorm = 5);
