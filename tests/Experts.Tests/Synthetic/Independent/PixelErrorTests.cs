using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;

namespace Experts.Synthetic.Tests.Independent;

public sealed class PixelErrorTests
{
    private const int Size = 40;
    private const int Images = 60;

    private static readonly MaskPlanes _truth = Masks.Where(Size, Size, (row, column) => (row - 20) * (row - 20) + (column - 17) * (column - 17) < 110);

    [Theory]
    [InlineData("table2/1")]
    [InlineData("table2/3")]
    [InlineData("tableD9/E4")]
    [InlineData("tableE11/E1")]
    public void Each_region_is_as_accurate_as_stated(string setting)
    {
        using var expert = Questions.Expert(("setting", setting));
        var (right, all, probability) = (new int[3], new int[3], new double[3]);
        for (var image = 0; image < Images; image++)
        {
            var simulation = expert.Simulate(Questions.Ask(_truth, $"case-{image}"));
            for (var i = 0; i < _truth.Values.Length; i++)
            {
                var region = simulation.Partition[i];
                probability[region] = simulation.Probability![i];
                all[region]++;
                if (simulation.Mask.Values[i] == _truth.Values[i])
                    right[region]++;
            }
        }
        for (var region = 0; region < 3; region++)
            Statistics.RateIs(probability[region], right[region], all[region], $"{setting}: the accuracy in region {region}");
    }

    [Fact]
    public void Errors_of_neighbours_cases_planes_and_experts_have_nothing_to_do_with_each_other()
    {
        (string, string)[] even = [("foreground", "0.5"), ("background", "0.5"), ("boundary", "0.5"), ("boundaryMeans", "absolute")];
        using var anna = Questions.Named("anna", even);
        using var ben = Questions.Named("ben", even);
        var truth = new MaskPlanes(Size, Size, 2, new byte[2 * Size * Size]);
        var one = anna.Simulate(Questions.Ask(truth)).Mask;

        Agree("a neighbour", one.Values[1..], one.Values[..^1]);
        Agree("the pixel below", one.Values[Size..], one.Values[..^Size]);
        Agree("the other plane", one.Plane(0).ToArray(), one.Plane(1).ToArray());
        Agree("another case", one.Values, anna.Simulate(Questions.Ask(truth, "case-2")).Mask.Values);
        Agree("another seed", one.Values, anna.Simulate(Questions.Ask(truth, seed: 2)).Mask.Values);
        Agree("another epoch", one.Values, anna.Simulate(Questions.Ask(truth, epoch: 1)).Mask.Values);
        Agree("another expert", one.Values, ben.Simulate(Questions.Ask(truth)).Mask.Values);

        static void Agree(string what, byte[] found, byte[] other) =>
            Statistics.RateIs(0.5, found.Zip(other).Count(pair => pair.First == pair.Second), found.Length, $"agreement with {what}");
    }

    [Fact]
    public void A_wrong_pixel_gets_one_of_the_other_classes_equally_often()
    {
        using var expert = Questions.Expert(("foreground", "0.4"), ("background", "0.7"), ("boundary", "0.1"), ("boundaryMeans", "boost"));
        var random = new Random(8);
        var given = new int[4, 4];
        for (var image = 0; image < Images; image++)
        {
            var truth = Masks.DrawnExclusive(random, Size, Size, 4);
            var drawn = expert.Simulate(Questions.Ask(truth, $"case-{image}", kind: ClassKind.Exclusive)).Mask;
            for (var i = 0; i < Size * Size; i++)
                given[Label(truth, i), Label(drawn, i)]++;
        }
        for (var label = 0; label < 4; label++)
        {
            var wrong = Enumerable.Range(0, 4).Where(other => other != label).Sum(other => given[label, other]);
            Assert.True(wrong > 1000, $"class {label} was wrong {wrong} times");
            for (var other = 0; other < 4; other++)
            {
                if (other != label)
                    Statistics.RateIs(1.0 / 3, given[label, other], wrong, $"class {other} in place of {label}");
            }
        }

        static int Label(MaskPlanes mask, int pixel) => Assert.Single(Enumerable.Range(0, 4), label => mask.Plane(label)[pixel] == 1);
    }

    [Fact]
    public void With_errors_of_both_kinds_a_pixel_of_the_drawn_mask_is_wrong_by_itself()
    {
        const int Many = 3000;
        using var expert = Questions.Expert(
            ("outline:sigma", "2"),
            ("outline:mean", "1"),
            ("foreground", "0.9"),
            ("background", "0.8"),
            ("boundary", "0.7"),
            ("boundaryMeans", "absolute")
        );
        var truth = Masks.Where(3, 20, (_, column) => column < 10);
        var simulations = Enumerable.Range(0, Many).Select(i => expert.Simulate(Questions.Ask(truth, $"case-{i}"))).ToList();

        Assert.Null(simulations[0].Probability);
        foreach (var (column, accuracy) in new[] { (7, 0.9), (9, 0.9), (10, 0.7), (12, 0.7), (13, 0.8), (19, 0.8) })
        {
            var outlined = Statistics.Phi((9.5 - column + 1) / 2);
            Statistics.RateIs(
                accuracy * outlined + (1 - accuracy) * (1 - outlined),
                simulations.Count(one => one.Mask.Values[20 + column] == 1),
                Many,
                $"foreground in column {column}"
            );
        }
    }
}
