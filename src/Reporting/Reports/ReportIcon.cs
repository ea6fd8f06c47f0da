using DeferredSeg.Formats.Images;
using DeferredSeg.Reporting.Pictures;

namespace DeferredSeg.Reporting.Reports;

/// <summary>The report's own icon, so that no browser asks a server for one: three experts and the model.</summary>
internal static class ReportIcon
{
    private const int Side = 16;

    public static RasterImage Picture { get; } =
        PixelColour.Picture(
            Side,
            Side,
            pixel =>
                (pixel / Side < Side / 2, pixel % Side < Side / 2) switch
                {
                    (true, true) => RoutingPalette.Model,
                    (true, false) => RoutingPalette.Expert(1),
                    (false, true) => RoutingPalette.Expert(2),
                    _ => RoutingPalette.Expert(3),
                }
        );
}
