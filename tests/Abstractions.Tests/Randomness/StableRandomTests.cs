using DeferredSeg.Abstractions.Randomness;

namespace DeferredSeg.Abstractions.Tests.Randomness;

public sealed class StableRandomTests
{
    /// <summary>
    /// Numbers 0, 1, 2^33 and -1, then the first uniform and normal number and two whole ones: by a second implementation of the documented rule, in Python.
    /// </summary>
    public static TheoryData<long, string[], ulong[], double, double, int, int> Streams =>
        new()
        {
            { 0, [], [0x5ba314b8cfda3b6b, 0x2a8e5b0b95ac5bde, 0x5e7ac75d09c53975, 0x813f0174a2367c13], 0.3579571677399621, 0.47290223391084735, 3, 764990430 },
            {
                1,
                ["expert1", "case-7"],
                [0xb7a24050585c35b0, 0x4057c79ec11d6b73, 0x6439a401bcd1619e, 0x4e86f0ea6a3e75ed],
                0.7173195072322052,
                -0.013377692204704203,
                7,
                525360329
            },
            {
                -1,
                ["Ä", ""],
                [0x74f331cce8c37e5a, 0x313b4b86166b9ee0, 0x6a7b82d687b76029, 0xea9ed8424d2fa76f],
                0.45683585407893,
                0.39176262979100657,
                4,
                932329131
            },
            {
                long.MaxValue,
                ["a", "b", "c"],
                [0xa7289026ac0c21cd, 0x27906c533ade2b8d, 0xa9d85540ccce0b6f, 0xbf71308efbb18be5],
                0.6529626936353883,
                0.8211761386009865,
                6,
                20343230
            },
            {
                42,
                ["senior", "case-0001", "3"],
                [0xf812c2277aa4dbef, 0xd51789e2c321e404, 0xc4df8d65eee65b92, 0x776f4ea5346dd2f3],
                0.9690362306961505,
                1.304581691086586,
                9,
                372619705
            },
        };

    [Theory]
    [MemberData(nameof(Streams))]
    public void The_stream_is_the_same_for_ever(long seed, string[] parts, ulong[] bits, double uniform, double normal, int belowTen, int belowMany)
    {
        var random = StableRandom.Of(seed, parts);

        Assert.Equal(bits, new[] { random.Bits(0), random.Bits(1), random.Bits(1L << 33), random.Bits(-1) });
        Assert.Equal(uniform, random.Uniform(0));
        Assert.Equal(normal, random.Normal(0), 1e-14);
        Assert.Equal(belowTen, random.Below(0, 10));
        Assert.Equal(belowMany, random.Below(5, 1_000_000_007));
    }

    [Fact]
    public void Seed_parts_and_where_a_part_ends_make_the_stream()
    {
        StableRandom[] streams =
        [
            StableRandom.Of(1, "ab", "c"),
            StableRandom.Of(1, "a", "bc"),
            StableRandom.Of(1, "abc"),
            StableRandom.Of(1, "c", "ab"),
            StableRandom.Of(1, "ab", "c", ""),
            StableRandom.Of(1, "", "ab", "c"),
            StableRandom.Of(2, "ab", "c"),
            StableRandom.Of(257, "ab", "c"),
            StableRandom.Of(1L << 56, "ab", "c"),
            StableRandom.Of(-1, "ab", "c"),
        ];

        Assert.Equal(streams.Length, streams.Select(stream => stream.Bits(0)).Distinct().Count());
        Assert.Equal(StableRandom.Of(1, "ab", "c"), streams[0]);
    }

    /// <summary>Chi-square of 256 cells, whose mean is 255 and whose standard deviation is 22.6: five of them either way.</summary>
    [Theory]
    [InlineData("top bits of one stream")]
    [InlineData("low bits of one stream")]
    [InlineData("first numbers of many streams")]
    [InlineData("first numbers of many seeds")]
    [InlineData("uniform numbers")]
    [InlineData("whole numbers")]
    public void Every_cell_is_met_equally_often(string what)
    {
        const int Numbers = 1 << 16;
        var random = StableRandom.Of(20240601, "chi-square");
        var cells = new int[256];
        for (var i = 0; i < Numbers; i++)
        {
            cells[
                what switch
                {
                    "top bits of one stream" => (int)(random.Bits(i) >> 56),
                    "low bits of one stream" => (int)(random.Bits(i) & 255),
                    "first numbers of many streams" => (int)(StableRandom.Of(7, $"case-{i}").Bits(0) >> 56),
                    "first numbers of many seeds" => (int)(StableRandom.Of(i, "case").Bits(0) >> 56),
                    "uniform numbers" => (int)(random.Uniform(i) * 256),
                    _ => random.Below(i, 256),
                }
            ]++;
        }

        var expected = (double)Numbers / cells.Length;
        Assert.InRange(cells.Sum(count => (count - expected) * (count - expected) / expected), 255 - 113, 255 + 113);
    }

    [Fact]
    public void Normal_numbers_have_the_moments_and_tails_of_the_normal_distribution()
    {
        const int Numbers = 100_000;
        var random = StableRandom.Of(5, "normal");
        var numbers = Enumerable.Range(0, Numbers).Select(i => random.Normal(i)).ToList();

        // Five standard errors each: 1, sqrt(2), sqrt(96) and sqrt(p(1 - p)) over the square root of the count.
        var root = Math.Sqrt(Numbers);
        Assert.Equal(0, numbers.Average(), 5 / root);
        Assert.Equal(1, numbers.Average(number => number * number), 5 * Math.Sqrt(2) / root);
        Assert.Equal(3, numbers.Average(number => Math.Pow(number, 4)), 5 * Math.Sqrt(96) / root);
        Assert.Equal(0.0455, numbers.Count(number => Math.Abs(number) > 2) / (double)Numbers, 5 * Math.Sqrt(0.0455 * 0.9545) / root);
        Assert.All(numbers, number => Assert.True(double.IsFinite(number)));
    }

    [Fact]
    public void Uniform_numbers_are_at_least_0_and_below_1()
    {
        var random = StableRandom.Of(9);

        Assert.All(Enumerable.Range(0, 10_000), i => Assert.InRange(random.Uniform(i), 0, 1 - Math.Pow(2, -53)));
    }

    [Fact]
    public void A_bound_is_never_reached_and_below_1_refused()
    {
        var random = StableRandom.Of(3, "bound");

        Assert.Equal([0, 1, 2], Enumerable.Range(0, 1000).Select(i => random.Below(i, 3)).Distinct().Order());
        Assert.Equal(0, random.Below(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Below(0, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => random.Below(0, -4));
    }
}
