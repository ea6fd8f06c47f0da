namespace DeferredSeg.Data.Tests.Resizing;

public sealed class ResamplingTests
{
    [Theory]
    [InlineData(ResizeFilter.Box)]
    [InlineData(ResizeFilter.Bilinear)]
    [InlineData(ResizeFilter.Bicubic)]
    public void A_plane_of_one_value_keeps_it_and_the_same_size_is_a_copy(ResizeFilter filter)
    {
        float[] plane = [.. Enumerable.Repeat(3.25f, 35)];

        Assert.All(Resampling.Resize(plane, 5, 7, 11, 3, filter), value => Assert.Equal(3.25f, value, 1e-6f));
        var same = Resampling.Resize(plane, 5, 7, 5, 7, filter);
        Assert.Equal(plane, same);
        Assert.NotSame(plane, same);
    }

    // By hand: half the size doubles the filter; weights beyond the border are left out and the rest brought to 1.
    [Theory]
    [InlineData(ResizeFilter.Box, 0.5f, 2.5f, 4.5f, 6.5f)]
    [InlineData(ResizeFilter.Bilinear, (0.375f * 1 + 0.125f * 2) / 0.875f, 2.5f, 4.5f, (0.125f * 5 + 0.375f * 6 + 0.375f * 7) / 0.875f)]
    [InlineData(ResizeFilter.Bicubic, 0.543933053f, 2.45945946f, 4.54054054f, 6.45606695f)]
    public void A_shrunk_row_weighs_every_pixel(ResizeFilter filter, params float[] expected)
    {
        var row = Resampling.Resize((float[])[0, 1, 2, 3, 4, 5, 6, 7], 1, 8, 1, 4, filter);

        Assert.Equal(expected, row, (a, b) => Math.Abs(a - b) < 1e-5f);
    }

    // At a quarter pixel from a neighbour: 1 - 1/4 for the triangle; (1.5·¼ - 2.5)·¼² + 1 and so on for the cubic.
    [Theory]
    [InlineData(ResizeFilter.Bilinear, 0f, 0.25f, 0.75f, 0.75f, 0.25f, 0f)]
    [InlineData(ResizeFilter.Bicubic, -0.0703125f, 0.2265625f, 0.8671875f, 0.8671875f, 0.2265625f, -0.0703125f)]
    public void An_enlarged_point_is_the_filter_itself(ResizeFilter filter, params float[] expected)
    {
        var row = Resampling.Resize((float[])[0, 0, 0, 0, 1, 0, 0, 0, 0], 1, 9, 1, 18, filter);

        Assert.Equal(expected, row[6..12], (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void Columns_are_resized_as_rows_are()
    {
        float[] plane = [.. Enumerable.Range(0, 6 * 4).Select(i => (float)Math.Sin(i))];
        float[] turned = [.. Enumerable.Range(0, 4 * 6).Select(i => plane[i % 6 * 4 + i / 6])];

        var resized = Resampling.Resize(plane, 6, 4, 9, 3, ResizeFilter.Bicubic);
        var resizedTurned = Resampling.Resize(turned, 4, 6, 3, 9, ResizeFilter.Bicubic);

        for (var i = 0; i < resized.Length; i++)
            Assert.Equal(resized[i], resizedTurned[i % 3 * 9 + i / 3], 1e-5f);
    }

    // Unrounded, the cubic gives -17.5 and 272.5 next to the step, 51.8 and 203.2 in it. Rounding between the passes: 127.5 and 126.5 to 128 and 127, whose
    // mean rounds to 128.
    [Fact]
    public void An_8_bit_plane_stays_one()
    {
        byte[] plane = [0, 0, 255, 255, 0, 0, 255, 255];

        var resized = Resampling.Resize(plane, 2, 4, 2, 8, ResizeFilter.Bicubic);

        Assert.Equal((byte[])[0, 0, 0, 52, 203, 255, 255, 255], resized[..8]);
        Assert.Equal(resized[..8], resized[8..]);
        Assert.Equal((byte[])[128], Resampling.Resize((byte[])[0, 255], 1, 2, 1, 1, ResizeFilter.Box));
        Assert.Equal((byte[])[128], Resampling.Resize((byte[])[0, 255, 0, 253], 2, 2, 1, 1, ResizeFilter.Box));
    }

    [Theory]
    [InlineData(0, 4, "every size is at least 1")]
    [InlineData(3, 3, "need 9")]
    public void A_plane_of_another_size_is_refused(int height, int width, string expected) =>
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => Resampling.Resize(new float[4], height, width, 2, 2, ResizeFilter.Box)).Message);
}
