using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Abstractions.Tests.Options;

public sealed class NearestNameTests
{
    [Theory]
    [InlineData("widht", "width")]
    [InlineData("WIDHT", "width")]
    [InlineData("wdith", "width")]
    [InlineData("with", "width")]
    [InlineData("boundry", "boundary")]
    [InlineData("lerningRate", "learningRate")]
    [InlineData("lr", null)]
    [InlineData("heigth", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    public void Typing_mistakes_are_close_and_other_words_are_not(string typed, string? meant) =>
        Assert.Equal(meant, NearestName.Of(typed, ["width", "depth", "boundary", "learningRate", "p"]));

    [Fact]
    public void The_closest_wins_and_the_first_of_equals()
    {
        Assert.Equal("beta2", NearestName.Of("betta2", ["beta1", "beta2"]));
        Assert.Equal("beta1", NearestName.Of("beta", ["beta1", "beta2"]));
    }

    [Fact]
    public void A_swap_counts_one_so_short_names_are_found() => Assert.Equal("abc", NearestName.Of("acb", ["xyz", "abc"]));

    [Fact]
    public void Endless_names_are_not_compared() => Assert.Null(NearestName.Of(new string('a', 100_000), [new string('a', 100_001)]));
}
