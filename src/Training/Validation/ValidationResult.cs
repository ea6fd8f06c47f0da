namespace DeferredSeg.Training.Validation;

/// <summary>
/// How good a system is on validation cases: means over cases and classes (without class 0 where classes exclude each other), pixels outside of the
/// field of view left out.
/// </summary>
/// <param name="System">The dice of model and experts together, 0 to 1.</param>
/// <param name="Expert">The dice of the experts within the region routed to them; two empty masks agree.</param>
/// <param name="Model">The dice of the model within the region that it keeps.</param>
/// <param name="ModelAlone">The dice of the model on the whole image.</param>
/// <param name="Deferral">mean(1 - M_0): the mean routing probability of all experts together; null where nothing is routed.</param>
/// <param name="Loads">The share of pixels routed to each channel, J + 1 values; empty where nothing is routed.</param>
public sealed record ValidationResult(double System, double Expert, double Model, double ModelAlone, double? Deferral, IReadOnlyList<double> Loads);
