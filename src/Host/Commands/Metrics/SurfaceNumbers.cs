using System.Globalization;
using System.Text.Json.Serialization;
using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Host.Commands.Metrics;

/// <summary>How large what is measured is, and how far apart its pixels or voxels lie.</summary>
/// <param name="Planes">Planes that are measured one by one; 1 for an image and for a volume.</param>
/// <param name="Depth">Slices of a volume; 1 for an image.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="Spacings">By name; of an image the slices' distance says nothing.</param>
internal sealed record MeasuredExtent(
    int Planes,
    int Depth,
    int Height,
    int Width,
    IReadOnlyList<(string Name, VoxelSpacing Spacing, bool IsOfHeader)> Spacings
)
{
    /// <summary>The name under which distances stand that the header's spacing gives, in millimetres.</summary>
    private const string OfHeader = "surface_mm";

    /// <summary>Pixels of a plane, or voxels of the volume.</summary>
    public int Pixels => Depth * Height * Width;

    /// <summary>
    /// Volumes are those of NIfTI, by their header's spacing where <c>--spacing</c> gives no three numbers, and arrays [Z, Y, X] for which it does.
    /// </summary>
    /// <exception cref="DataException">The spacing has not as many numbers as what is measured has axes.</exception>
    public static MeasuredExtent Of(MeasuredArrays arrays, long[] shape, MetricsSettings settings)
    {
        var (height, width) = ((int)shape[^2], (int)shape[^1]);
        if (shape.Length == 3 && (arrays.Grid is not null || settings.VoxelSpacings.Count > 0))
        {
            if (settings.VoxelSpacings.Count == 0 && settings.HasPixelSpacing)
                throw new DataException(
                    $"{arrays.Inputs.FileOf(arrays.Prefix + "truth")}: it is a volume, and --spacing has two numbers; expected three, of slices, rows and "
                        + "columns, such as 5,0.7,0.7, or none, so that the header's counts."
                );
            IReadOnlyList<(string, VoxelSpacing, bool)> spacings =
                settings.VoxelSpacings.Count > 0
                    ? [.. settings.VoxelSpacings.Select(one => (SurfaceNumbers.Name(one), one, false))]
                    : [(OfHeader, OfGeometry(arrays.Grid!.Geometry.Steps), true)];
            return new(1, (int)shape[0], height, width, spacings);
        }
        if (settings.VoxelSpacings.Count > 0)
            throw new DataException(
                $"{arrays.Inputs.FileOf(arrays.Prefix + "truth")}: it is an image [{string.Join(", ", shape)}], and --spacing has three numbers; expected two, "
                    + "of rows and columns, such as 0.7,1.3."
            );
        return new(
            shape.Length == 2 ? 1 : (int)shape[0],
            1,
            height,
            width,
            [.. settings.Spacings.Select(one => (SurfaceNumbers.Name(one), new VoxelSpacing(1, one.Row, one.Column), false))]
        );
    }

    /// <summary>The distances of two masks at each spacing.</summary>
    public IEnumerable<(string Name, SurfaceNumbers Numbers)> Distances(byte[] prediction, byte[] truth) =>
        Spacings.Select(one =>
            (
                one.Name,
                SurfaceNumbers.Of(prediction, truth, this, one.Spacing) with
                {
                    Spacing = one.IsOfHeader ? [one.Spacing.Slice, one.Spacing.Row, one.Spacing.Column] : null,
                }
            )
        );

    private static VoxelSpacing OfGeometry(IReadOnlyList<double> steps) => new(steps[2], steps[1], steps[0]);
}

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
    /// <summary>Millimetres from slice to slice, row to row and column to column, where the header says so; null where it was typed.</summary>
    public IReadOnlyList<double>? Spacing { get; init; }

    /// <summary>The name under which a spacing's distances stand: surface_spacing_0p7_1p3.</summary>
    public static string Name(PixelSpacing spacing) =>
        string.Create(CultureInfo.InvariantCulture, $"surface_spacing_{spacing.Row}_{spacing.Column}").Replace('.', 'p');

    /// <summary>The same for volumes: surface_spacing_5_0p7_0p7.</summary>
    public static string Name(VoxelSpacing spacing) =>
        string.Create(CultureInfo.InvariantCulture, $"surface_spacing_{spacing.Slice}_{spacing.Row}_{spacing.Column}").Replace('.', 'p');

    public static SurfaceNumbers Of(byte[] prediction, byte[] truth, MeasuredExtent extent, VoxelSpacing spacing)
    {
        var (depth, height, width) = (extent.Depth, extent.Height, extent.Width);
        var distance = SurfaceDistance.Between(prediction, truth, depth, height, width, spacing);
        var (predicted, present) = (
            MaskSurface.Of(prediction, depth, height, width).AsSpan().Count((byte)1),
            MaskSurface.Of(truth, depth, height, width).AsSpan().Count((byte)1)
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
            SurfaceDistance.ImageDiagonal(depth, height, width, spacing)
        );
    }
}
