using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Prepared;

namespace DeferredSeg.Data.Tests.Prepared;

/// <summary>Which images are like those that a network was trained on.</summary>
public sealed class SeenImagesTests
{
    private const int Side = 20;

    private static readonly SeenImages _pictures = Seen(255, 1f / 255, 10, 200, 255);

    [Fact]
    public void The_ranges_are_those_of_all_images_and_blank_ones_count_for_no_span()
    {
        var seen = SeenImages.Of([Case(0, 255, 255, 1f / 255), Case(100, 150, 255, 1f / 255), Case(7, 7, 255, 1f / 255)]);

        Assert.Equal((3, 0.0, 255.0, 50.0), (seen.Images, seen.Values.Low, seen.Values.High, seen.Values.Narrowest));
        Assert.Equal((0.0, 1.0), (seen.Input.Low, seen.Input.High));
        Assert.Equal([1], seen.Channels);
        Assert.Equal([255], seen.FullScales);
        Assert.Null(seen.Spacing);
    }

    [Theory]
    [InlineData(0, 199, null, 1f, "has values of 0 to 199")]
    [InlineData(-3, 3, null, 1f, "has values of -3 to 3")]
    [InlineData(0, 60000, 65535, 1f, "16-bit pictures")]
    public void Values_far_outside_are_refused_with_what_was_found_and_expected(float low, float high, int? scale, float factor, string expected)
    {
        var (one, prepared) = Case(low, high, scale, factor);

        var (refusal, note) = _pictures.Of(one, prepared);

        Assert.Contains(expected, refusal);
        Assert.Contains("it was trained on values of 10 to 255 (8-bit pictures)", refusal);
        Assert.Null(note);
    }

    [Theory]
    [InlineData(12, 250, 255, 1f / 255, null)]
    [InlineData(0.1f, 0.9f, null, 1f, null)]
    [InlineData(0, 65535, 65535, 1f / 65535, null)]
    [InlineData(0, 1.4f, null, 1f, "lie beyond")]
    [InlineData(100, 103, 255, 1f / 255, "a far narrower range")]
    [InlineData(-1000, 3000, null, 1f / 4000, "do")]
    public void What_is_like_those_of_training_passes_and_what_is_merely_unlike_is_told(float low, float high, int? scale, float factor, string? expected)
    {
        // What is brought to one range by itself is told by the values of its file.
        var (one, prepared) = Case(low, high, scale, factor, low < 0 ? -low * factor : 0);

        var (refusal, note) = _pictures.Of(one, prepared);

        Assert.Null(refusal);
        if (expected is null)
            Assert.Null(note);
        else
            Assert.Contains(expected, note);
    }

    [Fact]
    public void A_few_hot_pixels_are_nothing_to_be_told()
    {
        var (one, prepared) = Case(12, 250, 255, 1f / 255);
        prepared.Image[3] = 900;

        Assert.Equal((null, null), _pictures.Of(one, prepared));
    }

    [Fact]
    public void Other_channels_and_another_spacing_are_told()
    {
        var geometry = new Geometry { Spacing = [0.5, 0.5] };
        var seen = SeenImages.Of([Spaced(Case(0, 255, 255, 1f / 255), geometry), Spaced(Case(0, 255, 255, 1f / 255), geometry)]);
        var (near, far) = (
            Spaced(Case(0, 255, 255, 1f / 255), new() { Spacing = [0.6, 0.5] }),
            Spaced(Case(0, 255, 255, 1f / 255), new() { Spacing = [2, 2] })
        );
        var colour = far with { Case = far.Case with { Channels = 3 } };

        Assert.Null(seen.Of(near.Case, near.Prepared).Note);
        Assert.Contains("its pixels are 2 by 2 mm apart, and in training they were 0.5 by 0.5 mm apart", seen.Of(far.Case, far.Prepared).Note);
        Assert.Contains("it has 3 channels, and training had 1 channel", seen.Of(colour.Case, colour.Prepared).Note);
    }

    [Fact]
    public void Of_the_networks_own_input_the_range_alone_counts()
    {
        Assert.Null(_pictures.Refusal("a", [0, 0.5f, 1]));
        Assert.Contains("'a' gives the network values of 0 to 200, and it got values of 0.039 to 1", _pictures.Refusal("a", [0, 200, 200]));
    }

    private static SeenImages Seen(int? scale, float factor, float low, float middle, float high) =>
        SeenImages.Of([Case(low, middle, scale, factor), Case(low + 40, high, scale, factor)]);

    private static (DatasetCase Case, PreparedImage Prepared) Spaced((DatasetCase Case, PreparedImage Prepared) one, Geometry geometry) =>
        (one.Case with { Info = one.Case.Info with { Geometry = geometry } }, one.Prepared);

    /// <summary>A ramp from one value to another, and what a factor and a shift make of it for the network.</summary>
    private static (DatasetCase Case, PreparedImage Prepared) Case(float low, float high, int? scale, float factor, float shift = 0)
    {
        var info = new CaseInfo("one");
        float[] values = [.. Enumerable.Range(0, Side * Side).Select(i => low + (high - low) * i / (Side * Side - 1))];
        return (
            new(info, values, 1, Side, Side) { FullScale = scale },
            new(
                info,
                Array.ConvertAll(values, value => value * factor + shift),
                new(Side, Side, 1, new byte[Side * Side]),
                new(Side, Side, 0, 0, Side, Side, Side, Side)
            )
        );
    }
}
