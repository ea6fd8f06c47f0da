using DeferredSeg.Deferral.Metrics;

namespace DeferredSeg.Deferral.Tests.Metrics;

public sealed class OverlapTests
{
    [Theory]
    [InlineData(new byte[] { 1, 1, 0, 0 }, new byte[] { 1, 0, 1, 0 }, 0.5, 1.0 / 3)]
    [InlineData(new byte[] { 1, 1, 1, 1 }, new byte[] { 255, 255, 255, 255 }, 1, 1)]
    [InlineData(new byte[] { 1, 0 }, new byte[] { 0, 1 }, 0, 0)]
    [InlineData(new byte[] { 0, 0 }, new byte[] { 0, 1 }, 0, 0)]
    [InlineData(new byte[] { 0, 0 }, new byte[] { 0, 0 }, 1, 1)]
    public void Dice_and_jaccard_follow_their_definitions(byte[] prediction, byte[] truth, double dice, double jaccard)
    {
        var overlap = Overlap.Between(prediction, truth);

        Assert.Equal(dice, overlap.Dice, 1e-15);
        Assert.Equal(jaccard, overlap.Jaccard, 1e-15);
    }

    [Fact]
    public void Masks_of_different_images_are_refused() =>
        Assert.Contains("3 pixels", Assert.Throws<ArgumentException>(() => Overlap.Between(new byte[3], new byte[4])).Message);
}
