using System.Globalization;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;

namespace Experts.Synthetic.Tests.Blobs;

public sealed class BlobTests
{
    private const int Size = 120;

    [Fact]
    public void Components_touch_by_an_edge_or_a_corner_and_have_one_label()
    {
        int[] labels = [1, 1, 0, 0, 2, 0, 0, 1, 0, 2, 0, 0, 0, 0, 1, 3, 3, 0, 1, 0];

        Assert.Equal([0, 0, -1, -1, 4, -1, -1, 0, -1, 4, -1, -1, -1, -1, 14, 15, 15, -1, 14, -1], Components.Of(labels, 4, 5));
    }

    [Theory]
    [InlineData(0.15)]
    [InlineData(0.7)]
    public void A_component_is_missed_as_a_whole_and_by_itself(double probability)
    {
        const int Images = 150,
            Components = 36;
        // Squares of 3 by 3 with a tail that touches by a corner.
        var truth = Masks.Where(6 * 7, 6 * 7, (row, column) => (row % 7 < 3 && column % 7 < 3) || (row % 7 == 3 && column % 7 == 3));
        using var expert = Questions.Expert(("missed:probability", Text(probability)));
        var missed = new List<double>();
        for (var i = 0; i < Images; i++)
        {
            var mask = expert.Simulate(Questions.Ask(truth, $"case-{i}")).Mask.Values;
            var sizes = Enumerable.Range(0, Components).Select(one => Pixels(mask, one)).ToList();
            Assert.All(sizes, size => Assert.True(size is 0 or 10, $"{size} pixels are left of a component of 10"));
            missed.Add(sizes.Count(size => size == 0));
        }

        Statistics.MeanIs(Components * probability, missed, "the missed components of an image");
        Statistics.MeanIs(
            Components * probability * (1 - probability),
            [.. missed.Select(count => Math.Pow(count - Components * probability, 2))],
            "their variance"
        );

        static int Pixels(byte[] mask, int component)
        {
            var corner = component / 6 * 7 * 42 + component % 6 * 7;
            return Enumerable.Range(0, 49).Sum(i => mask[corner + i / 7 * 42 + i % 7]);
        }
    }

    [Theory]
    [InlineData("uniform", 3, 3)]
    [InlineData("uniform", 1, 6)]
    [InlineData("logNormal", 3, 0.35)]
    public void Missed_pieces_and_added_blobs_cover_what_their_rate_and_radii_make(string distribution, double first, double second)
    {
        const int Images = 120,
            Margin = 25,
            Rate = 5000;
        var isUniform = distribution == "uniform";
        var squaredRadius = isUniform ? (first * first + first * second + second * second) / 3 : first * first * Math.Exp(2 * second * second);
        // Discs at Poisson places: a pixel farther from the border than any radius is left alone with the probability exp(-expected discs over it).
        var covered = 1 - Math.Exp(-Rate / 1e6 * Math.PI * squaredRadius);
        (string, string)[] radius =
        [
            ("radius:distribution", distribution),
            (isUniform ? "radius:minimum" : "radius:median", Text(first)),
            (isUniform ? "radius:maximum" : "radius:logSigma", Text(second)),
        ];

        using var misses = Questions.Expert([.. radius.Select(option => ($"missed:{option.Item1}", option.Item2)), ("missed:piecesPerMegapixel", $"{Rate}")]);
        using var adds = Questions.Expert([.. radius.Select(option => ($"added:{option.Item1}", option.Item2)), ("added:blobsPerMegapixel", $"{Rate}")]);

        Statistics.MeanIs(1 - covered, [.. Inner(misses, 1)], "the foreground that is left");
        Statistics.MeanIs(covered, [.. Inner(adds, 0)], "the background that is covered");

        static IEnumerable<double> Inner(SyntheticExpert expert, byte value)
        {
            var truth = Masks.Where(Size, Size, (_, _) => value == 1);
            for (var i = 0; i < Images; i++)
            {
                var mask = expert.Simulate(Questions.Ask(truth, $"case-{i}")).Mask.Values;
                yield return Enumerable
                    .Range(0, Size * Size)
                    .Where(pixel => IsInner(pixel / Size) && IsInner(pixel % Size))
                    .Average(pixel => (double)mask[pixel]);
            }
        }

        static bool IsInner(int index) => index is >= Margin and < Size - Margin;
    }

    [Fact]
    public void Pieces_are_missed_in_the_foreground_alone_and_blobs_added_in_the_background_alone()
    {
        var truth = Masks.Where(Size, Size, (row, column) => row is >= 30 and < 90 && column is >= 20 and < 70);
        using var expert = Questions.Expert(("missed:piecesPerMegapixel", "5000"), ("added:blobsPerMegapixel", "5000"));
        using var misses = Questions.Expert(("missed:piecesPerMegapixel", "5000"));
        using var adds = Questions.Expert(("added:blobsPerMegapixel", "5000"));

        var (both, missed, added) = (Drawn(expert, truth), Drawn(misses, truth), Drawn(adds, truth));

        for (var i = 0; i < both.Length; i++)
        {
            Assert.True(truth.Values[i] == 1 ? added[i] == 1 : missed[i] == 0, $"pixel {i}");
            Assert.Equal(truth.Values[i] == 1 ? missed[i] : added[i], both[i]);
        }
        Assert.NotEqual(truth.Values, missed);
        Assert.NotEqual(truth.Values, added);
    }

    [Fact]
    public void Where_there_is_no_foreground_nothing_is_missed_and_where_there_is_no_background_nothing_is_added()
    {
        using var misses = Questions.Expert(("missed:piecesPerMegapixel", "10000"), ("missed:probability", "1"));
        using var adds = Questions.Expert(("added:blobsPerMegapixel", "10000"));
        var (empty, full) = (Masks.Where(Size, Size, (_, _) => false), Masks.Where(Size, Size, (_, _) => true));

        Assert.Equal(empty.Values, Drawn(misses, empty));
        Assert.Equal(full.Values, Drawn(adds, full));
        Assert.Equal(empty.Values, Drawn(misses, full));
    }

    [SkippableFact]
    public void Added_blobs_have_each_class_of_the_foreground_equally_often()
    {
        Skip.If(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        const int Images = 250;
        var truth = new MaskPlanes(Size, Size, 4, [.. Enumerable.Repeat((byte)1, Size * Size), .. new byte[3 * Size * Size]]);
        using var expert = Questions.Expert(
            ("added:blobsPerMegapixel", "300"),
            ("added:radius:distribution", "uniform"),
            ("added:radius:minimum", "2"),
            ("added:radius:maximum", "2")
        );
        var masks = Enumerable.Range(0, Images).Select(i => expert.Simulate(Questions.Ask(truth, $"case-{i}", kind: ClassKind.Exclusive)).Mask).ToList();

        var shares = Enumerable.Range(0, 4).Select(label => masks.ConvertAll(mask => mask.Plane(label).ToArray().Sum(value => (double)value))).ToList();
        for (var label = 1; label < 4; label++)
            Statistics.MeanIs(
                0,
                [.. shares[label].Zip(shares[0], (found, background) => found - (Size * Size - background) / 3)],
                $"class {label} beyond a third of what was added"
            );
        Assert.All(
            masks,
            mask => Assert.All(Enumerable.Range(0, Size * Size), pixel => Assert.Equal(1, Enumerable.Range(0, 4).Sum(label => mask.Plane(label)[pixel])))
        );
    }

    private static byte[] Drawn(SyntheticExpert expert, MaskPlanes truth) => expert.Simulate(Questions.Ask(truth)).Mask.Values;

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
