using DeferredSeg.Data.Prepared;

namespace DeferredSeg.Data.Tests.Prepared;

public sealed class TurningTests
{
    private readonly int _seed = TestSeed.Value;

    [Fact]
    public void Quarter_turns_go_anticlockwise_after_mirroring()
    {
        // 0 1 2
        // 3 4 5
        int[] image = [0, 1, 2, 3, 4, 5];
        Assert.Equal([2, 5, 1, 4, 0, 3], Turning.Apply<int>(image, 1, 2, 3, new(1, false)));
        Assert.Equal([5, 4, 3, 2, 1, 0], Turning.Apply<int>(image, 1, 2, 3, new(2, false)));
        Assert.Equal([3, 0, 4, 1, 5, 2], Turning.Apply<int>(image, 1, 2, 3, new(3, false)));
        Assert.Equal([2, 1, 0, 5, 4, 3], Turning.Apply<int>(image, 1, 2, 3, new(0, true)));
        Assert.Equal([0, 3, 1, 4, 2, 5], Turning.Apply<int>(image, 1, 2, 3, new(1, true)));
    }

    [Fact]
    public void All_eight_differ_and_are_undone()
    {
        var random = new Random(_seed);
        for (var round = 0; round < 10; round++)
        {
            var (planes, height, width) = (random.Next(1, 4), random.Next(2, 9), random.Next(2, 9));
            int[] values = [.. Enumerable.Range(0, planes * height * width)];
            var seen = new HashSet<string>();
            foreach (var variant in GeometricVariant.All)
            {
                var turned = Turning.Apply<int>(values, planes, height, width, variant);
                var (h, w) = Turning.Size(height, width, variant);
                Assert.True(seen.Add($"{h} {string.Join(' ', turned)}"), $"seed {_seed}: {variant} is not new");
                Assert.True(values.SequenceEqual(Turning.Apply<int>(turned, planes, h, w, Turning.Inverse(variant))), $"seed {_seed}: {variant} is not undone");
            }
        }
    }
}
