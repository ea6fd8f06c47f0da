using DeferredSeg.Reporting.Pictures;

namespace DeferredSeg.Reporting.Tests.Pictures;

public sealed class RoutingPaletteTests
{
    [Fact]
    public void The_colours_are_those_of_Okabe_and_Ito() =>
        Assert.Equal(
            ["#009e73", "#f0e442", "#cc79a7", "#0072b2", "#e69f00"],
            Enumerable.Range(1, 5).Select(channel => RoutingPalette.Expert(channel).ToString())
        );

    [Fact]
    public void Twenty_one_experts_and_the_model_differ() =>
        Assert.Equal(22, Enumerable.Range(1, 21).Select(channel => RoutingPalette.Expert(channel)).Append(RoutingPalette.Model).Distinct().Count());

    [Fact]
    public void No_expert_has_the_colour_of_an_outline() =>
        Assert.Empty(
            Enumerable
                .Range(1, 21)
                .Select(channel => RoutingPalette.Expert(channel))
                .Intersect([OutlineColours.Truth, OutlineColours.Prediction, OutlineColours.Both])
        );

    [Fact]
    public void The_model_has_no_colour_of_an_expert() => Assert.Throws<ArgumentOutOfRangeException>(() => RoutingPalette.Expert(0));
}
