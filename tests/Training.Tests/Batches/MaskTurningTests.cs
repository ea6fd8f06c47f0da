using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Training.Batches;
using DeferredSeg.Training.Tests.Fakes;

namespace DeferredSeg.Training.Tests.Batches;

public sealed class MaskTurningTests
{
    [Fact]
    public void Every_variant_is_a_mirroring_and_then_quarter_turns_of_each_plane()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var (height, width, classes) = (random.Next(1, 7), random.Next(1, 7), random.Next(1, 4));
        var mask = new MaskPlanes(height, width, classes, [.. Enumerable.Range(0, height * width * classes).Select(_ => (byte)random.Next(2))]);
        foreach (var variant in GeometricVariant.All)
        {
            var found = MaskTurning.Of(mask, variant);
            for (var k = 0; k < classes; k++)
            {
                var (values, rows, columns) = PhantomCases.Turned(mask.Plane(k).ToArray(), height, width, variant);
                Assert.True(values.AsSpan().SequenceEqual(found.Plane(k)) && (rows, columns) == (found.Height, found.Width), $"{variant}, plane {k} (seed {seed}).");
            }
        }
    }
}
