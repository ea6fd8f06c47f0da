using DeferredSeg.Data.Masks;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Data.Tests.Masks;

public class VoxelAlignmentTests
{
    private static readonly int[] _size = [4, 3, 5];

    /// <summary>An oblique affine: every mirroring and exchange of axes of it is found, and undone.</summary>
    [Fact]
    public void Every_way_to_store_the_same_place_comes_out_as_the_images_voxels()
    {
        var seed = TestSeed.Value;
        var (random, image) = (new Random(seed), new VoxelGrid("image.nii", _size, Oblique()));
        float[] values = [.. Enumerable.Range(0, 60).Select(i => (float)i)];
        int[][] orders =
        [
            [0, 1, 2],
            [0, 2, 1],
            [1, 0, 2],
            [1, 2, 0],
            [2, 0, 1],
            [2, 1, 0],
        ];
        foreach (var order in orders)
        {
            for (var flips = 0; flips < 8; flips++)
            {
                var (grid, stored) = Stored(image, values, order, flips, random.NextDouble() * 0.02);
                List<string> notes = [];
                var alignment = VoxelAlignment.Of(image, grid);
                Assert.True(alignment.Lay(stored, Reader(), notes).SequenceEqual(values), $"seed {seed}, axes {string.Join(",", order)}, flips {flips}");
                var isSame = flips == 0 && order is [0, 1, 2];
                Assert.Equal((isSame, !isSame), (alignment.IsSame, alignment.IsTurned));
                Assert.Equal(isSame ? 0 : 1, notes.Count);
            }
        }
    }

    [Fact]
    public void Another_place_is_refused_and_resampled_where_that_is_asked_for()
    {
        var image = new VoxelGrid("image.nii", [4, 4, 2], Along(1, 1, 2, 0));
        // Twice as fine along X and Y: each voxel of the image has its centre between four of these.
        var fine = new VoxelGrid("fine.nii", [8, 8, 2], Along(0.5, 0.5, 2, -0.25));
        float[] values = [.. Enumerable.Range(0, 128).Select(i => (float)(i % 8 / 2 + 1))];
        var refused = Assert.Throws<ImageFileException>(() => VoxelAlignment.Of(image, fine).Lay(values, Reader(), []));
        Assert.Contains("8 x 8 x 2 voxels of 0.5 x 0.5 x 2 mm from (-0.25, -0.25, -0.25) on", refused.Message);
        Assert.Contains("dataset:masks:place=resample", refused.Message);
        List<string> notes = [];
        var laid = VoxelAlignment.Of(image, fine).Lay(values, Reader(MaskPlace.Resample), notes);
        Assert.Equal([.. Enumerable.Range(0, 32).Select(i => (float)(i % 4 + 1))], laid);
        Assert.Single(notes);
        // A crop: what lies outside of it is background.
        var crop = new VoxelGrid("crop.nii", [2, 4, 2], new([1, 1, 2], [1, 0, 0, 2, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1]));
        Assert.Equal(
            [.. Enumerable.Range(0, 32).Select(i => i % 4 < 2 ? 0f : 9)],
            VoxelAlignment.Of(image, crop).Lay([.. Enumerable.Repeat(9f, 16)], Reader(MaskPlace.Resample), [])
        );
    }

    [Fact]
    public void A_mask_wholly_outside_is_refused_and_voxels_correspond_where_a_header_is_wrong()
    {
        var image = new VoxelGrid("image.nii", [4, 4, 2], Along(1, 1, 2, 0));
        var far = new VoxelGrid("far.nii", [4, 4, 2], Along(1, 1, 2, 100));
        float[] values = [.. Enumerable.Range(0, 32).Select(i => (float)i)];
        Assert.Contains(
            "all of which lies outside",
            Assert.Throws<ImageFileException>(() => VoxelAlignment.Of(image, far).Lay(values, Reader(MaskPlace.Resample), [])).Message
        );
        List<string> notes = [];
        Assert.Same(values, VoxelAlignment.Of(image, far).Lay(values, Reader(MaskPlace.Voxels), notes));
        Assert.Single(notes);
        var small = far with { Size = [4, 4, 1] };
        Assert.Contains(
            "4 x 4 x 1 voxels; expected 4 x 4 x 2",
            Assert.Throws<ImageFileException>(() => VoxelAlignment.Of(image, small).Lay(values, Reader(MaskPlace.Voxels), [])).Message
        );
    }

    [Fact]
    public void A_header_that_says_not_where_voxels_lie_is_taken_voxel_by_voxel_and_told()
    {
        var (image, silent) = (new VoxelGrid("image.nii", [2, 1, 1], Along(1, 1, 2, 0)), new VoxelGrid("silent.nii", [2, 1, 1], new([1, 1, 1])));
        List<string> notes = [];
        Assert.Equal([1, 2], VoxelAlignment.Of(image, silent).Lay([1, 2], Reader(), notes));
        Assert.Contains("the mask does not say where voxels lie", Assert.Single(notes));
        notes.Clear();
        VoxelAlignment.Of(silent, silent with { Geometry = new([1, 1, 4]) }).Lay([1, 2], Reader(), notes);
        Assert.Contains("another spacing than its image", Assert.Single(notes));
        Assert.Throws<ImageFileException>(() => VoxelAlignment.Of(image, silent with { Size = [1, 2, 1] }).Lay([1, 2], Reader(), []));
    }

    private static MaskReader Reader(MaskPlace place = MaskPlace.Aligned) => new(new(Place: place), new(), MaskOptionNames.OfDataset);

    private static VolumeGeometry Along(double x, double y, double z, double origin) =>
        new([x, y, z], [x, 0, 0, origin, 0, y, 0, origin, 0, 0, z, origin, 0, 0, 0, 1]);

    private static VolumeGeometry Oblique()
    {
        var (sine, cosine) = (Math.Sin(0.3), Math.Cos(0.3));
        return new([0.7, 0.9, 3], [0.7 * cosine, -0.9 * sine, 0, -10, 0.7 * sine, 0.9 * cosine, 0, 20, 0, 0, 3, 5, 0, 0, 0, 1]);
    }

    /// <summary>The same voxels with other axes: axis i of what is stored is the image's order[i], mirrored where bit i of flips is set.</summary>
    private static (VoxelGrid Grid, float[] Values) Stored(VoxelGrid image, float[] values, int[] order, int flips, double off)
    {
        int[] size = [.. order.Select(axis => image.Size[axis])];
        var stored = new float[values.Length];
        for (var at = 0; at < values.Length; at++)
        {
            int[] index = [at % size[0], at / size[0] % size[1], at / size[0] / size[1]];
            var place = new int[3];
            for (var axis = 0; axis < 3; axis++)
                place[order[axis]] = (flips >> axis & 1) == 1 ? size[axis] - 1 - index[axis] : index[axis];
            stored[at] = values[place[0] + image.Size[0] * (place[1] + image.Size[1] * place[2])];
        }
        var from = image.Geometry.Affine!;
        var affine = new double[16];
        affine[15] = 1;
        for (var row = 0; row < 3; row++)
        {
            affine[4 * row + 3] = from[4 * row + 3] + off;
            for (var axis = 0; axis < 3; axis++)
            {
                var step = from[4 * row + order[axis]];
                affine[4 * row + axis] = (flips >> axis & 1) == 1 ? -step : step;
                if ((flips >> axis & 1) == 1)
                    affine[4 * row + 3] += step * (size[axis] - 1);
            }
        }
        return (new("mask.nii", size, new([.. order.Select(axis => image.Geometry.Spacing[axis])], affine)), stored);
    }
}
