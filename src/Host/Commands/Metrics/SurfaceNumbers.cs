using System.Globalization;
using System.Text.Json.Serialization;
using DeferredSeg.Deferral.Metrics;

namespace DeferredSeg.Host.Commands.Metrics;

/// <summary>The distances of two surfaces, in the unit of the spacing; null where one mask alone is empty.</summary>
internal sealed record SurfaceNumbers(
    string Case,
    [property: JsonPropertyName("n_surface_pred")] int SurfaceOfPrediction,
    [property: JsonPropertyName("n_surface_truth")] int SurfaceOfTruth,
    [property: JsonPropertyName("hd95_max_directed")] double? Hausdorff95,
    [property: JsonPropertyName("hd95_pooled")] double? PooledHausdorff95,
    [property: JsonPropertyName("hd")] double? Hausdorff,
    [property: JsonPropertyName("assd_pooled")] double? Average,
    [property: JsonPropertyName("assd_mean_of_means")] double? MeanOfAverages,
    [property: JsonPropertyName("image_diagonal")] double ImageDiagonal
)
{
    /// <summary>The name under which a spacing's distances stand: surface_spacing_0p7_1p3.</summary>
    public static string Name(PixelSpacing spacing) =>
        string.Create(CultureInfo.InvariantCulture, $"surface_spacing_{spacing.Row}_{spacing.Column}").Replace('.', 'p');

    public static SurfaceNumbers Of(byte[] prediction, byte[] truth, int height, int width, PixelSpacing spacing)
    {
        var distance = SurfaceDistance.Between(prediction, truth, height, width, spacing);
        var (predicted, present) = (
            MaskSurface.Of(prediction, height, width).AsSpan().Count((byte)1),
            MaskSurface.Of(truth, height, width).AsSpan().Count((byte)1)
        );
        var which = (predicted == 0, present == 0) switch
        {
            (true, true) => "both_empty",
            (false, false) => "normal",
            _ => "one_empty",
        };
        return new(
            which,
            predicted,
            present,
            JsonNumber.Of(distance.Hausdorff95),
            JsonNumber.Of(distance.PooledHausdorff95),
            JsonNumber.Of(distance.Hausdorff),
            JsonNumber.Of(distance.Average),
            JsonNumber.Of(distance.MeanOfAverages),
            SurfaceDistance.ImageDiagonal(height, width, spacing)
        );
    }
}
