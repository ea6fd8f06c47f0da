using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Engine.Training;
using DeferredSeg.Engine.Training.Batches;

namespace DeferredSeg.Engine.Tests.Schedules;

public sealed class EpochOrderTests
{
    private static readonly CaseInfo[] _cases = [.. Enumerable.Range(0, 50).Select(i => new CaseInfo($"case {i}"))];

    [Fact]
    public void Each_epoch_has_every_case_once_in_an_order_of_its_own()
    {
        TestSeed.Print(seed =>
        {
            Assert.Equal(Enumerable.Range(0, 50), EpochOrder.Of(_cases, seed, 3).Order());
            Assert.Equal(EpochOrder.Of(_cases, seed, 3), EpochOrder.Of(_cases, seed, 3));
            Assert.NotEqual(EpochOrder.Of(_cases, seed, 3), EpochOrder.Of(_cases, seed, 4));
            Assert.NotEqual(EpochOrder.Of(_cases, seed, 3), EpochOrder.Of(_cases, seed + 1, 3));
        });
    }

    [Fact]
    public void Square_images_are_turned_all_eight_ways_others_the_four_that_keep_their_size()
    {
        GeometricVariant[] Seen(Augmentation augmentation, bool square) =>
            [.. _cases.SelectMany(one => Enumerable.Range(0, 20).Select(epoch => EpochOrder.Variant(augmentation, one, square, 1, epoch))).Distinct()];

        Assert.Equal(8, Seen(Augmentation.Turns, true).Length);
        Assert.Equal(4, Seen(Augmentation.Turns, false).Length);
        Assert.All(Seen(Augmentation.Turns, false), variant => Assert.Equal(0, variant.QuarterTurns % 2));
        Assert.Equal([GeometricVariant.None], Seen(Augmentation.None, true));
    }
}
