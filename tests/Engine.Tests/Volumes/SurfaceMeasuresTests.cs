using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Engine.Evaluation;

namespace DeferredSeg.Engine.Tests.Volumes;

public sealed class SurfaceMeasuresTests
{
    /// <summary>A voxel and its neighbour: three slices of 5 mm, rows of 2, columns of 1.</summary>
    [Theory]
    [InlineData(1, 5.0)]
    [InlineData(4, 2.0)]
    [InlineData(12, 1.0)]
    public void Distances_are_in_millimetres_along_each_axis(int axis, double expected)
    {
        var grid = new Grid(3, 3, 3);
        int[] steps = [9, 3, 1];
        var step = steps[
            axis switch
            {
                1 => 0,
                4 => 1,
                _ => 2,
            }
        ];
        var (truth, model) = (new byte[27], new byte[27]);
        truth[13] = 1;
        model[13 - step] = 1;
        var info = new CaseInfo("v", "p", new Geometry { Spacing = [5, 2, 1] });

        var found = SurfaceMeasures.Of(info, new(grid, 1, truth), new(grid, 1, model), new(grid, 1, truth), ClassKind.Multilabel, null, 1);

        Assert.Equal(expected, found[0].Hausdorff95!.Value, 1e-12);
        Assert.Equal(expected, found[0].Average!.Value, 1e-12);
        Assert.Equal(expected <= 1 ? 1 : 0, found[0].SurfaceDice);
        Assert.Equal((SurfaceResult.System, 0.0, 1.0), (found[1].Who, found[1].Hausdorff95!.Value, found[1].SurfaceDice));
    }

    [Fact]
    public void An_empty_mask_has_no_distance_and_what_is_not_seen_is_not_measured()
    {
        var grid = new Grid(1, 1, 4);
        var info = new CaseInfo("v", "p", new Geometry { Spacing = [1, 1, 1] });
        MaskPlanes truth = new(grid, 1, [0, 1, 0, 0]);

        var found = SurfaceMeasures.Of(info, truth, new(grid, 1, [0, 0, 0, 1]), null, ClassKind.Multilabel, new(grid, 1, [1, 1, 1, 0]), 1);

        Assert.Equal((null, 0.0), (found.Single().Hausdorff95, found.Single().SurfaceDice));
    }
}
