using DeferredSeg.Deferral.Routing.Policies;

namespace DeferredSeg.Deferral.Tests.Regions;

public sealed class ConnectedRegionsTests
{
    private static readonly Connectivity[] _both = [Connectivity.Four, Connectivity.Eight];

    [Fact]
    public void Random_maps_have_the_regions_of_a_flood_fill()
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        for (var map = 0; map < 400; map++)
        {
            var (height, width, channels) = (random.Next(1, 14), random.Next(1, 14), random.Next(1, 5));
            var decision = Enumerable.Range(0, height * width).Select(_ => (long)random.Next(channels)).ToArray();
            var bytes = decision.Select(channel => (byte)channel).ToArray();
            foreach (var connectivity in _both)
            {
                var expected = FloodFill.Of(decision, height, width, connectivity);
                Assert.True(expected.SequenceEqual(ConnectedRegions.Of(decision, height, width, connectivity)), $"seed {seed}, map {map}, {connectivity}");
                Assert.True(
                    expected.SequenceEqual(ConnectedRegions.Of(bytes, height, width, connectivity)),
                    $"seed {seed}, map {map}, {connectivity}, as bytes"
                );
            }
        }
    }

    /// <summary>Shapes whose parts meet late in the scan.</summary>
    [Theory]
    [InlineData("1.1.1|1.1.1|11111", 3, 3)]
    [InlineData("1...1|.1.1.|..1..", 8, 2)]
    [InlineData("11111|1...1|1.1.1|1...1|11111", 3, 3)]
    [InlineData("..1|.1.|1..", 5, 2)]
    [InlineData("11111.|....1.|111.1.|1...1.|11111.|......", 3, 3)]
    public void Regions_that_meet_late_are_one(string map, int byEdges, int byCorners)
    {
        var (decision, height, width) = Parse(map);

        Assert.Equal(byEdges, ConnectedRegions.Of(decision, height, width, Connectivity.Four).Count);
        Assert.Equal(byCorners, ConnectedRegions.Of(decision, height, width, Connectivity.Eight).Count);
        foreach (var connectivity in _both)
            Assert.Equal(FloodFill.Of(decision, height, width, connectivity), ConnectedRegions.Of(decision, height, width, connectivity));
    }

    [Fact]
    public void Regions_come_by_channel_and_then_by_first_pixel()
    {
        var (decision, height, width) = Parse("2.1|..1|1.2");

        Assert.Equal(
            [new(0, 4, 1, 0, 0, 2, 1), new(1, 2, 2, 0, 2, 1, 2), new(1, 1, 6, 2, 0, 2, 0), new(2, 1, 0, 0, 0, 0, 0), new(2, 1, 8, 2, 2, 2, 2)],
            ConnectedRegions.Of(decision, height, width, Connectivity.Four)
        );
    }

    [Fact]
    public void A_box_has_the_rows_and_columns_of_its_region()
    {
        var region = ConnectedRegions.Of([0, 0, 0, 0, 0, 3, 3, 0, 0, 3, 0, 0], 3, 4, Connectivity.Four)[1];

        Assert.Equal((2, 2, 3), (region.Height, region.Width, region.Pixels));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 5)]
    [InlineData(5, 0)]
    public void An_empty_map_has_no_region(int height, int width) => Assert.Empty(ConnectedRegions.Of(Array.Empty<long>(), height, width, Connectivity.Eight));

    [Fact]
    public void One_pixel_is_one_region()
    {
        foreach (var connectivity in _both)
            Assert.Equal([new(4, 1, 0, 0, 0, 0, 0)], ConnectedRegions.Of(new byte[] { 4 }, 1, 1, connectivity));
    }

    [Fact]
    public void A_single_row_or_column_falls_into_runs()
    {
        foreach (var connectivity in _both)
        {
            Region[] row = [new(0, 1, 2, 0, 2, 0, 2), new(1, 2, 0, 0, 0, 0, 1), new(1, 1, 3, 0, 3, 0, 3)];
            Region[] column = [new(0, 1, 2, 2, 0, 2, 0), new(1, 2, 0, 0, 0, 1, 0), new(1, 1, 3, 3, 0, 3, 0)];
            Assert.Equal(row, ConnectedRegions.Of([1L, 1, 0, 1], 1, 4, connectivity));
            Assert.Equal(column, ConnectedRegions.Of([1L, 1, 0, 1], 4, 1, connectivity));
        }
    }

    [Fact]
    public void Every_pixel_belongs_to_exactly_one_region()
    {
        var random = new Random(3);
        var decision = Enumerable.Range(0, 512 * 300).Select(_ => (long)random.Next(3)).ToArray();

        Assert.Equal(decision.Length, ConnectedRegions.Of(decision, 512, 300, Connectivity.Four).Sum(region => region.Pixels));
    }

    [Fact]
    public void A_map_of_another_size_or_with_no_channel_is_refused()
    {
        Assert.Contains("5 values", Assert.Throws<ArgumentException>(() => ConnectedRegions.Of(new long[5], 2, 3, Connectivity.Four)).Message);
        Assert.Contains("6 values", Assert.Throws<ArgumentException>(() => ConnectedRegions.Of(new long[6], -2, -3, Connectivity.Four)).Message);
        Assert.Contains("-1 at row 1, column 0", Assert.Throws<ArgumentException>(() => ConnectedRegions.Of([0L, 0, -1, 0], 2, 2, Connectivity.Four)).Message);
        Assert.Contains("4294967296 at row 0", Assert.Throws<ArgumentException>(() => ConnectedRegions.Of([1L << 32], 1, 1, Connectivity.Four)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => ConnectedRegions.Of(new long[1], 1, 1, (Connectivity)6));
    }

    private static (long[] Decision, int Height, int Width) Parse(string map)
    {
        var rows = map.Split('|');
        return ([.. rows.SelectMany(row => row).Select(c => c == '.' ? 0L : c - '0')], rows.Length, rows[0].Length);
    }
}
