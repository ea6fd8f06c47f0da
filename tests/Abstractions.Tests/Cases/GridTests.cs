using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Abstractions.Tests.Cases;

public sealed class GridTests
{
    [Fact]
    public void An_image_has_two_axes_and_a_volume_of_one_slice_three()
    {
        var (image, volume) = (new Grid(4, 5), new Grid(1, 4, 5));

        Assert.Equal((2, 1, 20, "4 by 5"), (image.Axes, image.Depth, image.Count, image.ToString()));
        Assert.Equal((3, 1, 20, "1 by 4 by 5"), (volume.Axes, volume.Depth, volume.Count, volume.ToString()));
        Assert.NotEqual(image, volume);
        Assert.Equal([1, 4, 5], volume.Sizes);
    }

    [Fact]
    public void Planes_of_a_volume_are_as_long_as_its_voxels_are_many()
    {
        var mask = new MaskPlanes(new Grid(2, 1, 3), 2, [0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1]);

        Assert.Equal([1, 1, 1, 0, 0, 1], mask.Plane(1).ToArray());
        Assert.Contains("2 by 1 by 3 pixels need 12", Assert.Throws<ArgumentException>(() => new MaskPlanes(mask.Grid, 2, new byte[6])).Message);
    }

    [Fact]
    public void Samples_of_16_bits_are_kept_next_to_what_is_shown()
    {
        var image = new ImagePlanes(new(1, 2), 1, [0, 255], [0, 65535]);

        Assert.Equal([0, 65535], image.Samples!);
        Assert.Contains("16 bits", Assert.Throws<ArgumentException>(() => new ImagePlanes(new(1, 2), 1, [0, 255], [0])).Message);
    }

    [Fact]
    public void A_size_below_one_is_refused() => Assert.Contains("0 by 5", Assert.Throws<ArgumentException>(() => new Grid(0, 5)).Message);
}
