using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Randomness;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Phantom;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Data.References;
using DeferredSeg.Deferral.Consensus;

namespace DeferredSeg.Data.Tests.Prepared;

public sealed class DrawnReferencesTests
{
    private static readonly PhantomDataset _dataset = new(new(Cases: 2, Size: 32, Seed: 3, Raters: 4));

    [Fact]
    public void One_rater_is_as_likely_as_another()
    {
        var drawn = Drawn(RaterDraw.One);
        var masks = Masks();

        var counts = Counts(drawn, [.. masks]);

        Assert.All(counts, count => Assert.InRange(count, 60, 140));
        Assert.Equal(400, counts.Sum());
    }

    [Fact]
    public void Every_subset_of_at_least_one_is_as_likely_as_another()
    {
        var masks = Masks();
        var expected = RaterSubsets
            .All(4)
            .Select(subset => RaterSubsets.Mask([.. subset.Select(rater => masks[rater])]))
            .GroupBy(Convert.ToHexString)
            .Select(group => (Mask: group.First(), Share: group.Count() / 15.0))
            .ToList();

        var counts = Counts(Drawn(RaterDraw.Subset), [.. expected.Select(one => one.Mask)]);

        Assert.Equal(400, counts.Sum());
        Assert.All(expected.Zip(counts), one => Assert.InRange(one.Second / 400.0, one.First.Share - 0.08, one.First.Share + 0.08));
    }

    [Fact]
    public void Weights_that_sum_to_more_than_a_half_make_a_pixel()
    {
        var masks = Masks();
        var random = StableRandom.Of(5, "case");

        var mask = Drawn(RaterDraw.Weighted).Of(1, random);

        double[] weights = [.. Enumerable.Range(0, 4).Select(rater => random.Uniform(rater))];
        Assert.Equal(RaterSubsets.Weighted(masks, weights, isNormalised: false), mask.Values);
    }

    [Fact]
    public void The_experts_are_not_drawn_and_the_same_seed_draws_the_same()
    {
        var rater = _dataset.Raters!.Raters[2];
        var left = new CaseReferences(_dataset, new(), _ => [new AnswerOrigin([rater], [rater])]);
        var drawn = Drawn(RaterDraw.One, left);
        var expert = Masks()[2];

        Assert.All(Enumerable.Range(0, 60), i => Assert.NotEqual(expert, drawn.Of(1, StableRandom.Of(i)).Values));
        Assert.Equal(drawn.Of(1, StableRandom.Of(4)).Values, Drawn(RaterDraw.One, left).Of(1, StableRandom.Of(4)).Values);
    }

    [Fact]
    public void A_given_reference_has_nobody_to_draw()
    {
        var error = Assert.Throws<DatasetException>(() => Drawn(RaterDraw.One, new(_dataset, new(ReferenceRule.Given))).Of(0, StableRandom.Of(1)));

        Assert.Contains("training:raters together", error.Message);
    }

    private static List<byte[]> Masks() => [.. _dataset.Raters!.Raters.Select(rater => _dataset.Raters.Find(_dataset.Cases[1].Id, rater).Mask!.Values)];

    private static int[] Counts(DrawnReferences drawn, IReadOnlyList<byte[]> masks)
    {
        var counts = new int[masks.Count];
        for (var i = 0; i < 400; i++)
        {
            var mask = drawn.Of(1, StableRandom.Of(i, "raters")).Values;
            counts[Enumerable.Range(0, masks.Count).First(place => masks[place].AsSpan().SequenceEqual(mask))]++;
        }
        return counts;
    }

    private static DrawnReferences Drawn(RaterDraw draw, CaseReferences? references = null) =>
        new(
            new(_dataset, _dataset.Cases, new(Intensity: IntensityRule.None), new InputRule { Channels = 1 }, references ?? new(_dataset, new())),
            draw,
            ClassKind.Multilabel,
            1 << 20
        );
}
