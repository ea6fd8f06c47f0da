using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;

namespace Experts.Synthetic.Tests.Regions;

public sealed class RegionTests
{
    [Fact]
    public void The_boundary_is_what_a_square_around_each_pixel_of_the_foreground_reaches()
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        for (var round = 0; round < 40; round++)
        {
            var kernel = 2 * random.Next(0, 9) + 1;
            var truth = Masks.Drawn(random, random.Next(1, 30), random.Next(1, 30), random.Next(1, 3));
            using var expert = Questions.Expert(("kernel", $"{kernel}"));

            var partition = expert.Simulate(Questions.Ask(truth)).Partition;

            for (var plane = 0; plane < truth.Classes; plane++)
            {
                var expected = Naive(truth.Plane(plane).ToArray(), truth, kernel);
                Assert.True(
                    expected.AsSpan().SequenceEqual(partition.AsSpan(plane * expected.Length, expected.Length)),
                    $"seed {seed}, round {round}: {truth.Height} by {truth.Width}, kernel {kernel}, plane {plane}"
                );
            }
        }
    }

    [Fact]
    public void Where_classes_exclude_each_other_all_but_the_first_are_the_foreground()
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        for (var round = 0; round < 10; round++)
        {
            var truth = Masks.DrawnExclusive(random, random.Next(4, 20), random.Next(4, 20), random.Next(2, 5));
            using var expert = Questions.Expert();

            var simulation = expert.Simulate(Questions.Ask(truth, kind: ClassKind.Exclusive));

            var background = truth.Plane(0).ToArray();
            var expected = Naive(Array.ConvertAll(background, value => (byte)(1 - value)), truth, 7);
            for (var plane = 0; plane < truth.Classes; plane++)
            {
                Assert.True(
                    expected.AsSpan().SequenceEqual(simulation.Partition.AsSpan(plane * expected.Length, expected.Length)),
                    $"seed {seed}, round {round}, plane {plane}"
                );
                Assert.True(
                    simulation.Probability.AsSpan(0, expected.Length).SequenceEqual(simulation.Probability.AsSpan(plane * expected.Length, expected.Length)),
                    $"seed {seed}, round {round}, plane {plane}"
                );
            }
        }
    }

    private static byte[] Naive(byte[] mask, MaskPlanes size, int kernel)
    {
        var reach = kernel / 2;
        var regions = new byte[mask.Length];
        for (var row = 0; row < size.Height; row++)
        {
            for (var column = 0; column < size.Width; column++)
            {
                for (var y = row - reach; y <= row + reach; y++)
                {
                    for (var x = column - reach; x <= column + reach; x++)
                    {
                        if (y >= 0 && y < size.Height && x >= 0 && x < size.Width && mask[y * size.Width + x] == 1)
                            regions[row * size.Width + column] = 1;
                    }
                }
                if (mask[row * size.Width + column] == 1)
                    regions[row * size.Width + column] = 2;
            }
        }
        return regions;
    }
}
