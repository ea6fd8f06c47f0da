using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;

namespace Experts.Synthetic.Tests.Answers;

public sealed class ClassesTests
{
    private static readonly (string, string)[][] _kinds =
    [
        [("setting", "table2/3")],
        [("outline:sigma", "2"), ("missed:probability", "0.3"), ("missed:piecesPerMegapixel", "5000"), ("added:blobsPerMegapixel", "5000")],
        [("setting", "tableE11/E3"), ("outline:mean", "1")],
    ];

    [Fact]
    public void Two_classes_that_exclude_each_other_are_one_foreground()
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        for (var round = 0; round < 15; round++)
        {
            var truth = Masks.Drawn(random, random.Next(1, 30), random.Next(1, 30));
            var two = new MaskPlanes(truth.Height, truth.Width, 2, [.. truth.Values.Select(value => (byte)(1 - value)), .. truth.Values]);
            using var expert = Questions.Expert(_kinds[round % 3]);

            var single = expert.Simulate(Questions.Ask(truth, $"case-{round}", kind: (ClassKind)(round % 2)));
            var pair = expert.Simulate(Questions.Ask(two, $"case-{round}", kind: ClassKind.Exclusive));

            Assert.True(single.Mask.Values.AsSpan().SequenceEqual(pair.Mask.Plane(1)), $"seed {seed}, round {round}");
            Assert.Equal(single.Mask.Values.Select(value => (byte)(1 - value)), pair.Mask.Plane(0).ToArray());
            Assert.Equal([.. single.Partition, .. single.Partition], pair.Partition);
            Assert.Equal(single.Probability is { } one ? [.. one, .. one] : null, pair.Probability);
        }
    }

    [Fact]
    public void The_first_of_several_planes_is_answered_as_if_it_were_alone()
    {
        var truth = Masks.Drawn(new Random(3), 20, 21, 3);
        foreach (var kind in _kinds)
        {
            using var expert = Questions.Expert(kind);
            var all = expert.Simulate(Questions.Ask(truth));
            var first = expert.Simulate(Questions.Ask(new MaskPlanes(20, 21, 1, truth.Plane(0).ToArray())));
            Assert.Equal(first.Mask.Values, all.Mask.Plane(0).ToArray());
            Assert.Equal(first.Partition, all.Partition[..420]);
        }
    }

    [Fact]
    public void Each_plane_has_its_own_random_numbers()
    {
        var plane = Masks.Where(30, 30, (row, column) => row is > 5 and < 24 && column is > 5 and < 24).Values;
        var truth = new MaskPlanes(30, 30, 2, [.. plane, .. plane]);
        foreach (var kind in _kinds[..2])
        {
            using var expert = Questions.Expert(kind);
            var mask = expert.Simulate(Questions.Ask(truth)).Mask;
            Assert.NotEqual(mask.Plane(0).ToArray(), mask.Plane(1).ToArray());
        }
    }

    [Fact]
    public void A_pixel_without_a_class_is_background_and_the_answer_has_one_class_everywhere()
    {
        using var expert = Questions.Expert(("foreground", "1"), ("background", "1"), ("boundary", "1"), ("boundaryMeans", "absolute"));
        var truth = new MaskPlanes(1, 3, 3, [0, 1, 0, 0, 0, 0, 0, 0, 1]);

        Assert.Equal([1, 1, 0, 0, 0, 0, 0, 0, 1], expert.Simulate(Questions.Ask(truth, kind: ClassKind.Exclusive)).Mask.Values);
        Assert.Equal(truth.Values, expert.Simulate(Questions.Ask(truth)).Mask.Values);
    }

    [Fact]
    public void A_pixel_with_two_classes_that_exclude_each_other_is_refused()
    {
        using var expert = Questions.Expert();
        var truth = new MaskPlanes(1, 2, 3, [1, 0, 0, 1, 0, 1]);
        var message = Assert.Throws<ArgumentException>(() => expert.Simulate(Questions.Ask(truth, kind: ClassKind.Exclusive))).Message;
        Assert.Contains("has the classes 1 and 2 at row 0, column 1, and classes exclude each other", message);
    }

    [Fact]
    public void Given_numbers_choose_among_the_other_classes()
    {
        // Of a background that is right with 0.5, the upper half of the numbers is shared among the three other classes.
        using var expert = Questions.Expert(("foreground", "0.5"), ("background", "0.5"), ("boundary", "0.5"), ("boundaryMeans", "absolute"));
        var truth = new MaskPlanes(1, 4, 4, [1, 1, 1, 1, .. new byte[12]]);
        double[] numbers = [0.49, 0.5, 0.75, 0.99, .. Enumerable.Repeat(0.9, 12)];

        Assert.Equal([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1], expert.Simulate(Questions.Ask(truth, kind: ClassKind.Exclusive), numbers).Mask.Values);
    }

    [Fact]
    public void Numbers_that_do_not_fit_are_refused()
    {
        using var expert = Questions.Expert();
        using var correlated = Questions.Expert(("outline:sigma", "2"));
        var request = Questions.Ask(Masks.Where(2, 3, (_, _) => true));

        Assert.Contains("5 random numbers were given for 'case-1/1/0/Multilabel/'; expected 6", Refused(expert, new double[5]));
        Assert.Contains("Random number 2 for", Refused(expert, [0, 0, 1, 0, 0, 0]));
        Assert.Contains("is NaN; expected 0 up to and without 1", Refused(expert, [0, 0, 0, 0, 0, double.NaN]));
        Assert.Contains("0 random numbers", Refused(expert, []));
        Assert.Contains("'anna', whose errors are not independent", Refused(correlated, new double[6]));

        string Refused(SyntheticExpert one, double[] numbers) => Assert.Throws<ArgumentException>(() => one.Simulate(request, numbers)).Message;
    }
}
