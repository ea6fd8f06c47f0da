using DeferredSeg.Deferral.Metrics;

namespace DeferredSeg.Training.Evaluation;

/// <summary>What one channel was given in one case, and how well its probability fits.</summary>
/// <param name="Name">model, or the expert's name.</param>
/// <param name="Soft">The mean routing probability: rho of Eq. 8 for an expert.</param>
/// <param name="Hard">The share of pixels that was routed to it.</param>
/// <param name="Accuracy">How often it is right, over all pixels.</param>
/// <param name="Reliability">
/// Its probability against how often it is right. A softmax shares 1 among the channels and is no probability of being right; its error says so.
/// </param>
public sealed record ChannelResult(string Name, double Soft, double Hard, double Accuracy, Calibration Reliability);
