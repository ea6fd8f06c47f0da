using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Engine.Evaluation;

/// <summary>How far a mask's surface lies from the true one, in a whole volume of known spacing.</summary>
/// <param name="Who">model: the model alone; system: model and experts together.</param>
/// <param name="Class">The class, from 0; of classes that exclude each other the background is none that is measured.</param>
/// <param name="Hausdorff95">HD95 in millimetres; null where one of the two masks is empty.</param>
/// <param name="Average">ASSD in millimetres; null where one of the two masks is empty.</param>
/// <param name="SurfaceDice">NSD, the share of both surfaces within the tolerance of the other.</param>
public sealed record SurfaceResult(string Who, int Class, double? Hausdorff95, double? Average, double SurfaceDice)
{
    /// <summary>The model alone.</summary>
    public const string Model = "model";

    /// <summary>Model and experts together.</summary>
    public const string System = "system";
}

/// <summary>Measures surfaces of whole volumes.</summary>
internal static class SurfaceMeasures
{
    /// <summary>Of both masks and every class; none where the case is no volume or its spacing is not known.</summary>
    /// <param name="info">The case.</param>
    /// <param name="truth">The truth.</param>
    /// <param name="model">The model's masks.</param>
    /// <param name="system">The masks of model and experts together; null where nothing is routed.</param>
    /// <param name="kind">How classes relate.</param>
    /// <param name="view">The field of view, outside of which nothing is measured; null means everywhere.</param>
    /// <param name="tolerance">What of a distance is none, in millimetres.</param>
    public static IReadOnlyList<SurfaceResult> Of(
        CaseInfo info,
        MaskPlanes truth,
        MaskPlanes model,
        MaskPlanes? system,
        ClassKind kind,
        MaskPlanes? view,
        double tolerance
    )
    {
        if (truth.Grid.Axes != 3 || info.Geometry.Spacing is not [var slice, var row, var column])
            return [];
        var spacing = new VoxelSpacing(slice, row, column);
        List<SurfaceResult> results = [];
        foreach (var (who, masks) in new[] { (SurfaceResult.Model, model), (SurfaceResult.System, system) })
            for (var k = kind == ClassKind.Exclusive ? 1 : 0; k < truth.Classes && masks is not null; k++)
                results.Add(Of(who, k, Seen(masks.Plane(k), view), Seen(truth.Plane(k), view), truth.Grid, spacing, tolerance));
        return results;
    }

    private static SurfaceResult Of(string who, int plane, byte[] mask, byte[] truth, Grid grid, VoxelSpacing spacing, double tolerance)
    {
        var (distance, dice) = SurfaceDistance.Within(mask, truth, grid.Depth, grid.Height, grid.Width, spacing, tolerance);
        static double? Known(double value) => double.IsNaN(value) ? null : value;
        return new(who, plane, Known(distance.Hausdorff95), Known(distance.Average), dice);
    }

    private static byte[] Seen(ReadOnlySpan<byte> plane, MaskPlanes? view)
    {
        var seen = plane.ToArray();
        for (var voxel = 0; view is not null && voxel < seen.Length; voxel++)
            seen[voxel] &= view.Values[voxel];
        return seen;
    }
}
