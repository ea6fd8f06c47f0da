using DeferredSeg.Formats.Images;

namespace DeferredSeg.Formats.Tests.Images;

public class RasterImageTests
{
    [Theory]
    [InlineData(0, 1, 1, 8, 0, "0 x 1")]
    [InlineData(1, -1, 1, 8, 1, "1 x -1")]
    [InlineData(1, 1, 0, 8, 0, "0 channels")]
    [InlineData(1, 1, 5, 8, 5, "5 channels")]
    [InlineData(1, 1, 1, 4, 1, "4 bits")]
    [InlineData(2, 3, 4, 16, 23, "takes 24 samples, but 23")]
    [InlineData(int.MaxValue, int.MaxValue, 4, 16, 4, "but 4 were given")]
    public void Sizes_that_do_not_fit_together_are_refused(int height, int width, int channels, int depth, int samples, string message) =>
        Assert.Contains(
            message,
            Assert.Throws<ArgumentException>(() => new RasterImage(height, width, channels, depth, new ushort[samples])).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Samples_beyond_the_depth_are_refused()
    {
        Assert.Contains("sample 1 is 256", Assert.Throws<ArgumentException>(() => new RasterImage(1, 2, 1, 8, [255, 256])).Message, StringComparison.Ordinal);
        Assert.Equal(65535, new RasterImage(1, 2, 1, 16, [255, 65535]).MaximumSample);
        Assert.Equal(255, new RasterImage(1, 1, 1, 8, [0]).MaximumSample);
    }
}
