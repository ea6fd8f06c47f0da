namespace DeferredSeg.Host.Commands.Route;

/// <summary>A connected region that was routed to one expert. Rows and columns count from 0; the box includes all four sides.</summary>
/// <param name="Expert">The expert.</param>
/// <param name="Pixels">How many pixels it has.</param>
/// <param name="Top">The uppermost row.</param>
/// <param name="Left">The leftmost column.</param>
/// <param name="Bottom">The lowest row.</param>
/// <param name="Right">The rightmost column.</param>
/// <param name="MeanMargin">The mean of what is gained by deferring its pixels, as the policy counts it; null where that is not finite.</param>
/// <param name="Slice">The slice of a volume, from 0; null where the image is none.</param>
/// <param name="Class">The class, from 1, where each class has a routing of its own; else null.</param>
internal sealed record RoutedRegion(string Expert, int Pixels, int Top, int Left, int Bottom, int Right, double? MeanMargin, int? Slice, int? Class);
