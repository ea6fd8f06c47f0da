using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Deferral.Tests.Measures;

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

    [Theory]
    [InlineData(EmptyMasks.Agree, 1, 1, 1)]
    [InlineData(EmptyMasks.Zero, 0, 0, 1)]
    [InlineData(EmptyMasks.Undefined, double.NaN, double.NaN, 1)]
    public void Two_empty_masks_go_by_the_convention(EmptyMasks convention, double dice, double precision, double specificity)
    {
        var rates = Overlap.Between(new byte[3], new byte[3]).Rates(convention);

        Assert.Equal(
            [dice, dice, precision, precision, specificity, 1],
            [rates.Dice, rates.Jaccard, rates.Sensitivity, rates.Precision, rates.Specificity, rates.Accuracy]
        );
    }

    [Theory]
    [InlineData(EmptyMasks.Agree, 0, 1)]
    [InlineData(EmptyMasks.Zero, 0, 0)]
    [InlineData(EmptyMasks.Undefined, double.NaN, double.NaN)]
    public void A_rate_left_without_pixels_goes_by_the_convention(EmptyMasks convention, double precision, double specificity)
    {
        var rates = Overlap.Between(new byte[3], new byte[] { 1, 1, 1 }).Rates(convention);

        Assert.Equal([0, 0, precision, specificity], [rates.Dice, rates.Sensitivity, rates.Precision, rates.Specificity]);
    }

    [Fact]
    public void An_unknown_convention_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => default(Overlap).Rates((EmptyMasks)9));

    [Fact]
    public void Masks_of_different_images_are_refused() =>
        Assert.Contains("3 pixels", Assert.Throws<ArgumentException>(() => Overlap.Between(new byte[3], new byte[4])).Message);
}
