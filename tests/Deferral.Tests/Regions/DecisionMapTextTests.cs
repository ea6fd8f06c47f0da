using DeferredSeg.Deferral.Routing;

namespace DeferredSeg.Deferral.Tests.Regions;

public sealed class DecisionMapTextTests
{
    [Fact]
    public void Each_pixel_is_a_character_and_each_row_a_line()
    {
        Assert.Equal("..1\n29.", DecisionMapText.Of([0L, 0, 1, 2, 9, 0], 2, 3));
        Assert.Equal("..1\n29.", DecisionMapText.Of(new byte[] { 0, 0, 1, 2, 9, 0 }, 2, 3));
    }

    [Fact]
    public void Letters_follow_the_digits() => Assert.Equal(".189abyzABZ", DecisionMapText.Of([0L, 1, 8, 9, 10, 11, 34, 35, 36, 37, 61], 1, 11));

    [Fact]
    public void All_channels_that_text_can_show_look_different() =>
        Assert.Equal(62, DecisionMapText.Of([.. Enumerable.Range(0, 62).Select(channel => (byte)channel)], 1, 62).Distinct().Count());

    [Theory]
    [InlineData(0, 0, "")]
    [InlineData(0, 3, "")]
    [InlineData(3, 0, "\n\n")]
    public void An_empty_map_has_empty_rows(int height, int width, string text) => Assert.Equal(text, DecisionMapText.Of(Array.Empty<long>(), height, width));

    [Fact]
    public void What_text_cannot_show_is_refused()
    {
        Assert.Contains("channel 62", Assert.Throws<ArgumentException>(() => DecisionMapText.Of([62L], 1, 1)).Message);
        Assert.Contains("-3 at row 0, column 1", Assert.Throws<ArgumentException>(() => DecisionMapText.Of([0L, -3], 1, 2)).Message);
        Assert.Contains("3 values", Assert.Throws<ArgumentException>(() => DecisionMapText.Of(new byte[3], 1, 2)).Message);
    }
}
