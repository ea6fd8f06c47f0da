namespace DeferredSeg.Deferral.Regions;

/// <summary>A connected region of the model's pixels inside of one expert's.</summary>
/// <param name="Expert">The only channel that it touches.</param>
/// <param name="Pixels">Its pixels, the first in row-major order at the front.</param>
internal sealed record Hole(long Expert, IReadOnlyList<int> Pixels);
