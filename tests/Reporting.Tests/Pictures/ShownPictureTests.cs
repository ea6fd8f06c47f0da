using DeferredSeg.Reporting.Pictures;

namespace DeferredSeg.Reporting.Tests.Pictures;

public sealed class ShownPictureTests
{
    [Fact]
    public void The_planes_red_green_and_blue_become_samples_in_that_order()
    {
        var picture = ShownPicture.Of(new(1, 2, 3, [1, 2, 3, 4, 5, 6]));

        Assert.Equal((1, 2, 3, 8), (picture.Height, picture.Width, picture.Channels, picture.BitDepth));
        Assert.Equal([1, 3, 5, 2, 4, 6], picture.Samples);
    }
}
