using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Masks;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Data.Tests.Masks;

/// <summary>What values mean, by a row of pixels each.</summary>
public class MaskReaderTests
{
    public static TheoryData<float[], int[]> Certain =>
        new()
        {
            { [0, 0, 0], [0, 0, 0] },
            { [0, 1, 1], [0, 1, 1] },
            { [0, 255, 0], [0, 255, 0] },
            { [255, 255, 255], [255, 255, 255] },
            { [0, 7, 0], [0, 7, 0] },
            { [0, 1, 2, 4], [0, 1, 2, 4] },
            { [0, 85, 170], [0, 85, 170] },
            { [0, 205, 420, 500, 550, 600, 820, 850], [0, 205, 420, 500, 550, 600, 820, 850] },
            { [3e-8f, 0.99999994f, 1.002f, 2.001f], [0, 1, 1, 2] },
        };

    [Theory]
    [MemberData(nameof(Certain))]
    public void Labels_are_labels(float[] values, int[] labels) => Assert.Equal(labels, Read(values).Values);

    [Theory]
    [InlineData("0 1 2 255", "either 255 alone beside 0, or labels below it")]
    [InlineData("0 128 255", "either 255 alone beside 0")]
    [InlineData("0 1 2 3 4 5 6 7 248 249 250 251 253 254 255", "grey edges")]
    [InlineData("0 0.25 1", "0.25 is no whole number")]
    [InlineData("0 -1 1", "from 0")]
    [InlineData("0 NaN 1", "no finite numbers")]
    [InlineData("0 3 7 12 17 22 29 34 41 77 99 130 150 170 190 200 210 230 250", "grey edges")]
    public void What_is_not_certain_is_refused_with_its_values(string values, string expected)
    {
        var refused = Assert.Throws<ImageFileException>(() => Read(Numbers(values)));
        Assert.Contains(expected, refused.Message);
        Assert.DoesNotContain('\n', refused.Message);
    }

    [Theory]
    [InlineData("0 1 2 255", "0 1 2 -1", null, 255)]
    [InlineData("0 255 2", "0 255 2", MaskValues.Labels, null)]
    [InlineData("0 12 127 128 255", "0 0 0 1 1", MaskValues.Threshold, null)]
    [InlineData("0 3 60 99", "0 0 1 1", MaskValues.Threshold, null)]
    [InlineData("0 1 1", "0 1 1", MaskValues.Threshold, null)]
    [InlineData("0 -0.03 0.49 0.5 1.07", "0 0 0 1 1", MaskValues.Threshold, null)]
    [InlineData("0 120 255 9", "0 1 -1 0", MaskValues.Threshold, 255)]
    [InlineData("0 0.2 0.3", "0 0 0", MaskValues.Soft, null)]
    [InlineData("0 0.5 0.9", "0 1 1", MaskValues.Soft, null)]
    [InlineData("0 127 128", "0 0 1", MaskValues.Soft, null)]
    public void Settings_say_what_else_values_mean(string values, string labels, MaskValues? mode, int? ignore) =>
        Assert.Equal(labels, string.Join(' ', Read(Numbers(values), new(mode ?? MaskValues.Auto, ignore)).Values));

    [Fact]
    public void A_cut_is_told_where_it_moves_a_pixel_and_not_where_there_is_nothing_between()
    {
        Assert.Equal(["grey values were cut at 127.5"], Read([0, 12, 255], new(MaskValues.Threshold)).Notes);
        Assert.Empty(Read([0, 255, 255], new(MaskValues.Threshold)).Notes);
        Assert.Contains("0 to 1", Assert.Throws<ImageFileException>(() => Read([0, 0.5f, 1.2f], new(MaskValues.Soft))).Message);
    }

    /// <summary>With a list, labels are those in it, full brightness among them; in a region of interest all others are background.</summary>
    [Fact]
    public void Listed_labels_are_certain_and_others_refused()
    {
        var exclusive = new ClassSettings(ClassMode.Exclusive, [85, 170, 255]);
        Assert.Equal([0, 85, 170, 255], Read([0, 85, 170, 255], classes: exclusive).Values);
        Assert.Contains("the label 84 at row 0, column 1", Assert.Throws<ImageFileException>(() => Read([0, 84, 170], classes: exclusive)).Message);
        Assert.Equal([0, 4, 5, 6], Read([0, 4, 5, 6], classes: new(ClassMode.Roi, [5])).Values);
        Assert.Contains("dataset:masks:ignore=255", Assert.Throws<ImageFileException>(() => Read([0, 1, 2, 255], classes: new(ClassMode.Roi, [1]))).Message);
    }

    [Fact]
    public void Many_labels_that_cover_areas_are_labels_and_many_greys_along_an_edge_are_not()
    {
        float[] areas = [.. Enumerable.Range(0, 40 * 40).Select(i => (float)(i / 40 / 4 * 10 + i % 40 / 4) * 3)];
        Assert.Equal(100, Reader(new(), new()).Read(new MaskSamples("areas.nii", 40, 40, areas)).Values.Distinct().Count());
        float[] edges =
        [
            .. Enumerable
                .Range(0, 40 * 40)
                .Select(i => Math.Clamp(128 + 60 * (12 - MathF.Sqrt(MathF.Pow(i / 40 - 20, 2) + MathF.Pow(i % 40 - 20, 2))), 0, 254)),
        ];
        Assert.Contains(
            "grey edges",
            Assert
                .Throws<ImageFileException>(() =>
                    Reader(new(), new()).Read(new MaskSamples("edges.png", 40, 40, [.. edges.Select(value => MathF.Round(value))]) { FullScale = 255 })
                )
                .Message
        );
    }

    [Theory]
    [InlineData("0 0 0, 255 0 0, 0 255 0", MaskValues.Auto, "0 1 2")]
    [InlineData("0 0 0, 128 128 128, 255 255 255", MaskValues.Auto, "0 1 2")]
    [InlineData("255 255 255, 0 0 0, 0 0 0", MaskValues.Auto, "255 0 0")]
    [InlineData("255 255 255, 0 0 0, 9 9 9", MaskValues.Labels, "0 1 2")]
    [InlineData("10 0 0, 200 9 0, 255 1 1", MaskValues.Threshold, "0 1 1")]
    public void Indices_of_a_palette_are_labels_but_of_greys_that_begin_with_another(string palette, MaskValues mode, string labels) =>
        Assert.Equal(labels, string.Join(' ', Reader(new(mode), new()).Read(Indices(palette)).Values));

    [Fact]
    public void A_palette_of_colours_whose_black_is_not_first_is_refused() =>
        Assert.Contains(
            "black is index 2 and index 0 is not black",
            Assert.Throws<ImageFileException>(() => Reader(new(), new()).Read(Indices("128 64 128, 9 0 0, 0 0 0"))).Message
        );

    /// <summary>JPEG changes values: but two are certain, more are not, however few.</summary>
    [Fact]
    public void A_jpeg_is_a_mask_where_it_has_two_values_alone()
    {
        Assert.Equal([0, 255, 0], Reader(new(), new()).Read(new MaskSamples("a.jpg", 1, 3, [0, 255, 0]) { IsLossy = true, FullScale = 255 }).Values);
        Assert.Throws<ImageFileException>(() => Reader(new(), new()).Read(new MaskSamples("a.jpg", 1, 3, [0, 1, 2]) { IsLossy = true, FullScale = 255 }));
    }

    private static float[] Numbers(string values) =>
        [.. values.Split(' ').Select(value => float.Parse(value, System.Globalization.CultureInfo.InvariantCulture))];

    private static MaskSamples Indices(string palette) =>
        new("palette.png", 1, 3, [0, 1, 2]) { FullScale = 255, Palette = [.. palette.Split(',', ' ').Where(part => part.Length > 0).Select(byte.Parse)] };

    private static MaskMap Read(float[] values, MaskSettings? settings = null, ClassSettings? classes = null) =>
        Reader(settings ?? new(), classes ?? new()).Read(new MaskSamples("row.npy", 1, values.Length, values));

    private static MaskReader Reader(MaskSettings settings, ClassSettings classes) => new(settings, classes, MaskOptionNames.OfDataset);
}
