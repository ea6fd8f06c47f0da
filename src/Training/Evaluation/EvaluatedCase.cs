using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Training.Evaluation;

/// <summary>A measured case with its maps, for pictures and files.</summary>
/// <param name="Numbers">What was measured.</param>
/// <param name="Shown">The image for a person.</param>
/// <param name="Truth">The true masks.</param>
/// <param name="Model">The model's masks.</param>
/// <param name="System">The masks of model and experts together.</param>
/// <param name="Decision">A channel for every pixel, for each routing; the model outside of the field of view.</param>
public sealed record EvaluatedCase(
    CaseEvaluation Numbers,
    ImagePlanes Shown,
    MaskPlanes Truth,
    MaskPlanes Model,
    MaskPlanes System,
    IReadOnlyList<long[]> Decision
);
