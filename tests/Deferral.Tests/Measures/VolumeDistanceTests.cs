using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Deferral.Tests.Measures;

public class VolumeDistanceTests
{
    [Fact]
    public void Distances_are_those_to_the_nearest_voxel_by_trying_all()
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        for (var round = 0; round < 30; round++)
        {
            var (depth, height, width) = (random.Next(1, 5), random.Next(1, 6), random.Next(1, 7));
            var spacing = new VoxelSpacing(0.5 + 5 * random.NextDouble(), 0.5 + random.NextDouble(), 0.3 + random.NextDouble());
            byte[] mask = [.. Enumerable.Range(0, depth * height * width).Select(_ => (byte)(random.Next(5) == 0 ? 1 : 0))];
            var found = DistanceTransform.Of(mask, depth, height, width, spacing);
            for (var at = 0; at < mask.Length; at++)
            {
                var nearest = double.PositiveInfinity;
                for (var other = 0; other < mask.Length; other++)
                {
                    if (mask[other] == 0)
                        continue;
                    var (z, y, x) = (
                        (at / width / height - other / width / height) * spacing.Slice,
                        (at / width % height - other / width % height) * spacing.Row,
                        (at % width - other % width) * spacing.Column
                    );
                    nearest = Math.Min(nearest, Math.Sqrt(z * z + y * y + x * x));
                }
                Assert.True(nearest == found[at] || Math.Abs(nearest - found[at]) < 1e-9, $"seed {seed}, round {round}, voxel {at}: {nearest} and {found[at]}");
            }
        }
    }

    [Fact]
    public void A_box_moved_across_slices_is_as_far_as_their_spacing_says()
    {
        var (one, other) = (new byte[6 * 4 * 4], new byte[6 * 4 * 4]);
        for (var pixel = 0; pixel < 16; pixel++)
            one[16 + pixel] = other[4 * 16 + pixel] = 1;
        var distance = SurfaceDistance.Between(one, other, 6, 4, 4, new(5, 1, 1));
        Assert.Equal((15.0, 15.0, 15.0, 15.0), (distance.Hausdorff, distance.Hausdorff95, distance.Average, distance.MeanOfAverages));
        Assert.Equal(Math.Sqrt(25 * 25 + 9 + 9), SurfaceDistance.ImageDiagonal(6, 4, 4, new(5, 1, 1)), 1e-12);
    }

    [Fact]
    public void The_surface_of_a_volume_is_where_a_face_touches_background()
    {
        byte[] cube = [.. Enumerable.Repeat((byte)1, 27)];
        Assert.Equal(26, MaskSurface.Of(cube, 3, 3, 3).Sum(value => value));
        Assert.Equal(0, MaskSurface.Of(cube, 3, 3, 3)[13]);
        // One slice is an image: its inside is no surface.
        Assert.Equal(MaskSurface.Of(cube.AsSpan(0, 9), 3, 3), MaskSurface.Of(cube.AsSpan(0, 9), 1, 3, 3));
        Assert.Throws<ArgumentException>(() => MaskSurface.Of(cube, 2, 3, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => SurfaceDistance.Between(cube, cube, 3, 3, 3, new(0, 1, 1)));
    }
}
