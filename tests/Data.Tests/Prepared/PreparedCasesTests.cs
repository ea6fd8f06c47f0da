using System.Runtime.InteropServices;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Randomness;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Phantom;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Data.References;
using DeferredSeg.Data.Tests.Datasets;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Data.Tests.Prepared;

public sealed class PreparedCasesTests : IDisposable
{
    private static readonly InputRule _grey = new() { Channels = 1 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_box_is_left_top_right_and_bottom()
    {
        // Foreground in row 1 of 3, columns 2 and 3 of 5.
        var mask = new MaskPlanes(3, 5, 1, [0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0]);

        Assert.Equal([2, 1, 3, 1], new BoxPrompts(new(BoxSource.Truth), 0).Of(mask, ClassKind.Multilabel, "a")!);
        Assert.Equal([0, 0, 4, 2], new BoxPrompts(new(BoxSource.WholeImage), 0).Of(mask, ClassKind.Multilabel, "a")!);
    }

    [Fact]
    public void Red_green_and_blue_weigh_as_in_BT_601_when_a_network_takes_grey()
    {
        // A red, a green and a blue pixel.
        var one = new DatasetCase(new("a"), [1, 0, 0, 0, 1, 0, 0, 0, 1], 3, 1, 3);

        var prepared = new ImagePreparation(new(Intensity: IntensityRule.None), new InputRule { Channels = 1 }).Prepare(one);

        Assert.Equal([0.299f, 0.587f, 0.114f], prepared.Image);
        Assert.Equal([255, 0, 0, 0, 255, 0, 0, 0, 255], prepared.Shown.Values);
    }

    [Theory]
    [InlineData(IntensityRule.None, "-1000,-225,0,300")]
    [InlineData(IntensityRule.CtSoft, "0,0.05,0.5,1")]
    [InlineData(IntensityRule.MinMaxImage, "0,0.596154,0.769231,1")]
    [InlineData(IntensityRule.MinMaxVolume, "0,0.596154,0.769231,1")]
    [InlineData(IntensityRule.ZScore, "-1.597133,0.012985,0.480438,1.103710")]
    [InlineData(IntensityRule.CtLits, "-0.878459,-0.878459,0.202721,1.554196")]
    [InlineData(IntensityRule.Window, "0,0,0,1")]
    public void Intensities_follow_their_rule(IntensityRule rule, string expected)
    {
        Float("imgs/a.npy", -1000, -225, 0, 300);
        var image = Prepare(new(Intensity: rule, Window: rule == IntensityRule.Window ? [0, 100] : null)).Get(0, GeometricVariant.None).Image;
        double[] wanted = [.. expected.Split(',').Select(text => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture))];
        for (var i = 0; i < 4; i++)
            Assert.Equal(wanted[i], image[i], 1e-5);
    }

    [Fact]
    public void Values_that_are_no_numbers_are_named_or_replaced()
    {
        Float("imgs/a.npy", 5, float.NaN, 3, float.PositiveInfinity);
        var error = Assert.Throws<DatasetException>(() => Prepare(new()).Get(0, GeometricVariant.None)).Message;
        Assert.Contains("'a' has NaN at row 0, column 1, and 2 such values", error);
        Assert.Equal([5, 3, 3, 3], Prepare(new(NotFinite: NotFiniteRule.Minimum)).Get(0, GeometricVariant.None).Image);
        Assert.Equal([5, 0, 3, 0], Prepare(new(NotFinite: NotFiniteRule.Zero)).Get(0, GeometricVariant.None).Image);
    }

    [Fact]
    public void Sizes_follow_the_network()
    {
        var dataset = new PhantomDataset(new(Cases: 2, Size: 50));
        PreparedCases Of(InputRule rule, params int[] size) => new(dataset, dataset.Cases, new(Size: size.Length > 0 ? size : null), rule, new(dataset));
        Assert.Equal((48, 48), SizeOf(Of(_grey with { SizeMultiple = 16 })));
        Assert.Equal((64, 32), SizeOf(Of(_grey with { FixedSizes = [64, 32] })));
        Assert.Equal((24, 40), SizeOf(Of(_grey, 24, 40)));
        var wide = Of(new InputRule { Channels = 3 }, 20).Get(1, GeometricVariant.None);
        Assert.Equal(3 * 20 * 20, wide.Image.Length);
        Assert.Equal(wide.Image[..400], wide.Image[800..]);
        Assert.Contains("multiples of 16", Assert.Throws<DatasetException>(() => Of(_grey with { SizeMultiple = 16 }, 50)).Message);
        Assert.Contains("64 by 32 alone", Assert.Throws<DatasetException>(() => Of(_grey with { FixedSizes = [64, 32] }, 50)).Message);
        Assert.Contains("laid on its side", Assert.Throws<DatasetException>(() => Of(_grey with { FixedSizes = [64, 32] }).Get(0, new(1, false))).Message);

        static (int, int) SizeOf(PreparedCases cases) => cases.Get(0, GeometricVariant.None) is var one ? (one.Height, one.Width) : default;
    }

    [Fact]
    public void Everything_turns_together_and_the_same_question_has_the_same_answer()
    {
        var dataset = new PhantomDataset(new(Cases: 3, Size: 32, Seed: 5));
        var cases = new PreparedCases(dataset, dataset.Cases, new(), _grey, new(dataset), new(new(Boxes: new(BoxSource.Truth, 4)), PromptKinds.Box, 9));
        var straight = cases.Get(1, GeometricVariant.None);
        foreach (var variant in GeometricVariant.All)
        {
            var (turned, again) = (cases.Get(1, variant), cases.Get(1, variant));
            Assert.Equal(turned.Image, again.Image);
            Assert.Equal(turned.Prompts.Box!, again.Prompts.Box!);
            Assert.Equal(Turning.Apply<float>(straight.Image, 1, 32, 32, variant), turned.Image);
            Assert.Equal(Turning.Apply(straight.Reference, variant).Values, turned.Reference.Values);
            Assert.Equal(Turning.Apply(straight.Shown, variant).Values, turned.Shown.Values);
            Assert.Equal(
                Turning.Apply(dataset.Raters!.Find("case001", "tight").Mask!, variant).Values,
                cases.Raters(variant)!.Find("case001", "tight").Mask!.Values
            );
        }
    }

    [Fact]
    public void A_crop_to_the_field_of_view_is_undone_on_the_native_grid()
    {
        _folder.Png("images/a.png", 6, 8, i => (ushort)i);
        _folder.Png("fov/a.png", 6, 8, i => (ushort)(i / 8 is 1 or 2 or 3 or 4 && i % 8 is >= 2 and < 6 ? 255 : 0));
        _folder.Png("masks/a.png", 6, 8, i => (ushort)(i is 18 or 19 or 26 or 27 ? 255 : 0));
        var dataset = Open();
        var one = new PreparedCases(dataset, dataset.Cases, new(Size: [8], CropToFieldOfView: true), _grey, new(dataset)).Get(0, GeometricVariant.None);

        Assert.Equal((1, 2, 4, 4), (one.Placement!.Top, one.Placement.Left, one.Placement.CropHeight, one.Placement.CropWidth));
        Assert.Equal(dataset.Load("a").Gold!.Values, one.Placement.ToNative(one.Reference).Values);
        Assert.All(one.FieldOfView!.Values, value => Assert.Equal(1, value));
        var soft = one.Placement.ToNative([.. one.Reference.Values.Select(value => (float)value)], 1, 0, Data.ResizeFilter.Bilinear);
        Assert.Equal(dataset.Load("a").Gold!.Values, soft.Select(value => (byte)(value > 0.5f ? 1 : 0)));
        Assert.Equal(7, one.Placement.ToNative<int>(new int[64], 1, 7)[0]);
    }

    [Fact]
    public void A_case_without_a_reference_is_named()
    {
        _folder.Png("images/a.png", 4, 4, _ => 1);
        _folder.Text("rater1/a.declined", "");
        var dataset = Open();
        Assert.Contains(
            "'a' has no reference",
            Assert.Throws<DatasetException>(() => new PreparedCases(dataset, dataset.Cases, new(), _grey, new(dataset)).Get(0, GeometricVariant.None)).Message
        );
        Assert.Throws<ArgumentException>(() => new CaseReferences(dataset, new(ReferenceRule.Given)));
    }

    [Fact]
    public void Boxes_hold_the_mask_and_jitter_outwards_within_the_image()
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        var moved = false;
        for (var round = 0; round < 30; round++)
        {
            var mask = DrawnMasks.Mask(random, random.Next(3, 30), random.Next(3, 30), 2, false, 0.01);
            var tight = BoxPrompts.Around(mask, ClassKind.Multilabel, 0, StableRandom.Of(seed));
            var loose = BoxPrompts.Around(mask, ClassKind.Multilabel, 20, StableRandom.Of(seed, $"{round}"));
            var pixels = Enumerable.Range(0, mask.Values.Length).Where(i => mask.Values[i] == 1).Select(i => i % (mask.Height * mask.Width)).ToList();
            if (pixels.Count == 0)
            {
                Assert.Null(tight);
                continue;
            }
            float[] expected =
            [
                pixels.Min(i => i % mask.Width),
                pixels.Min(i => i / mask.Width),
                pixels.Max(i => i % mask.Width),
                pixels.Max(i => i / mask.Width),
            ];
            Assert.True(expected.SequenceEqual(tight!), $"seed {seed}, round {round}");
            Assert.True(
                loose![0] <= tight![0]
                    && loose[1] <= tight[1]
                    && loose[2] >= tight[2]
                    && loose[3] >= tight[3]
                    && loose[0] >= 0
                    && loose[1] >= 0
                    && loose[2] < mask.Width
                    && loose[3] < mask.Height,
                $"seed {seed}, round {round}"
            );
            moved |= !loose.SequenceEqual(tight);
        }
        Assert.True(moved, $"seed {seed}");
        Assert.Null(new BoxPrompts(new(), 0).Truth);
        Assert.NotNull(new BoxPrompts(new(BoxSource.Truth), 0).Truth);
    }

    private void Float(string file, params float[] values)
    {
        _folder.Npy(file, TensorDType.Float32, [2, 2], MemoryMarshal.AsBytes<float>(values).ToArray());
        _folder.Npy("gts/a.npy", TensorDType.UInt8, [2, 2], [0, 1, 1, 0]);
    }

    private IDataset Open() => DatasetOpening.Open(new DatasetSettings(Folder: _folder.Path));

    private PreparedCases Prepare(PreparationSettings settings) => Open() is var dataset ? new(dataset, dataset.Cases, settings, _grey, new(dataset)) : null!;
}
