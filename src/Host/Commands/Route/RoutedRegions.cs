using DeferredSeg.Deferral.Routing.Policies;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>The experts' regions of one decision map.</summary>
internal static class RoutedRegions
{
    /// <summary>Lists the regions by expert, then by first pixel.</summary>
    /// <param name="decision">0 the model, 1..J the experts, row by row.</param>
    /// <param name="margin">What is gained by deferring each pixel.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="experts">The experts' names.</param>
    /// <param name="connectivity">Which pixels touch.</param>
    /// <param name="routing">The routing, from 0, where each class has one; else null.</param>
    /// <param name="slice">The slice of a volume, from 0; null where it is none.</param>
    public static IEnumerable<RoutedRegion> Of(
        long[] decision,
        double[] margin,
        int height,
        int width,
        IReadOnlyList<string> experts,
        Connectivity connectivity,
        int? routing = null,
        int? slice = null
    )
    {
        var seen = new bool[decision.Length];
        foreach (var region in ConnectedRegions.Of(decision, height, width, connectivity).Where(region => region.Channel > 0))
        {
            var mean = RegionPixels.Of(region, decision, width, connectivity, seen).Average(pixel => margin[pixel]);
            yield return new(
                experts[region.Channel - 1],
                region.Pixels,
                region.Top,
                region.Left,
                region.Bottom,
                region.Right,
                double.IsFinite(mean) ? mean : null,
                slice,
                routing + 1
            );
        }
    }
}

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
