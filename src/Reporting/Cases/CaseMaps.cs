using DeferredSeg.Formats.Images;

namespace DeferredSeg.Reporting.Cases;

/// <summary>What is known about a case after its evaluation; all of the image's height x width, row-major.</summary>
/// <param name="Image">The image.</param>
/// <param name="Truth">The true masks, one plane for each class, zero is background; null where there is no reference.</param>
/// <param name="Model">The model's masks, likewise.</param>
/// <param name="Decision">
/// Routing channels: 0 the model, 1..J the experts. Where classes are routed apart, those of one class; <paramref name="Truth"/> and the masks are then
/// of that class too.
/// </param>
/// <param name="System">The masks of model and experts together.</param>
/// <param name="Experts">The experts' names, channel 1 first.</param>
public sealed record CaseMaps(
    RasterImage Image,
    IReadOnlyList<byte[]>? Truth,
    IReadOnlyList<byte[]> Model,
    long[] Decision,
    IReadOnlyList<byte[]> System,
    IReadOnlyList<string> Experts
);
