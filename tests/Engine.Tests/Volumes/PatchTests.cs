using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Randomness;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Engine.Training.Batches;

namespace DeferredSeg.Engine.Tests.Volumes;

public sealed class PatchTests : ScopedTensorTest
{
    /// <summary>A voxel is forced in the last samples: of two the second, of three the third, of six the last two.</summary>
    [Theory]
    [InlineData(1, new[] { false })]
    [InlineData(2, new[] { false, true })]
    [InlineData(3, new[] { false, false, true })]
    [InlineData(6, new[] { false, false, false, false, true, true })]
    public void The_last_samples_of_a_batch_are_drawn_around_a_class(int batch, bool[] forced) =>
        Assert.Equal(forced, Enumerable.Range(0, batch).Select(sample => new PatchSampling([4, 4, 4], 0.33).IsForced(sample, batch)));

    [Fact]
    public void A_forced_patch_holds_a_voxel_of_some_class_and_any_patch_lies_inside_of_what_may_be_padded()
    {
        // One voxel in a corner of a volume that is thinner than the patch.
        var values = new byte[2 * 9 * 11];
        values[^1] = 1;
        var truth = new MaskPlanes(new Grid(2, 9, 11), 1, values);
        var sampling = new PatchSampling([4, 4, 8], 0.33);
        var starts = new HashSet<string>();
        for (var draw = 0; draw < 200; draw++)
        {
            var random = StableRandom.Of(1, "patch", $"{draw}");
            var forced = sampling.Draw(truth, ClassKind.Multilabel, true, random);
            Assert.Equal(1, forced.Of(truth).Values.Sum(value => value));
            var free = sampling.Draw(truth, ClassKind.Multilabel, false, random);
            Assert.Equal([.. free.Start], sampling.Draw(truth, ClassKind.Multilabel, false, random).Start);
            Assert.Equal(-1, free.Start[0]);
            Assert.InRange(free.Start[1], 0, 5);
            Assert.InRange(free.Start[2], 0, 3);
            starts.Add(string.Join(' ', free.Start));
        }
        Assert.Equal(6 * 4, starts.Count);
    }

    [Fact]
    public void What_lies_beyond_the_volume_is_zero_and_outside_of_the_field_of_view()
    {
        var one = new PreparedCase(
            new("v"),
            [1, 2, 3, 4],
            new(new Grid(1, 2, 2), 1, [1, 2, 3, 4], null),
            new(new Grid(1, 2, 2), 1, [1, 0, 0, 1]),
            GeometricVariant.None
        )
        {
            Slices = [new("v/000")],
        };

        var cut = new Patch([-1, 0, 1], [2, 2, 2]).Of(one);

        Assert.Equal([0, 0, 0, 0, 2, 0, 4, 0], cut.Image);
        Assert.Equal([0, 0, 0, 0, 0, 0, 1, 0], cut.Reference.Values);
        Assert.Equal([0, 0, 0, 0, 1, 0, 1, 0], cut.FieldOfView!.Values);
        Assert.Equal([null, "v/000"], cut.Slices!.Select(slice => slice?.Id));
    }

    /// <summary>Experts are asked about whole slices, those of the patch alone, and what they say is cut and turned as the patch is.</summary>
    [Fact]
    public void Answers_about_slices_are_those_about_the_slices_by_themselves()
    {
        var volume = new BallVolumes("v", 1).Get(0, GeometricVariant.None);
        using var expert = new NoisyExpert("one", 0.3);
        var panel = new DeferredSeg.Engine.Systems.ExpertPanel([expert]);
        var patch = new Patch([1, 2, 3], [2, 4, 4]);
        var variant = new GeometricVariant(1, true);

        var found = BatchCase.OfPatch(volume, patch, variant, panel, ClassKind.Multilabel, 3, 5);

        Assert.Equal(["v-0/001", "v-0/002"], expert.Asked.Select(one => one.Case));
        for (var z = 0; z < 2; z++)
        {
            var random = StableRandom.Of(3, "one", $"v-0/00{z + 1}", "5");
            var slice = volume.Reference.Values.AsSpan((z + 1) * 120, 120).ToArray();
            var said = slice.Select((value, i) => (byte)(random.Uniform(i) < 0.3 ? 1 - value : value)).ToArray();
            var cut = Enumerable.Range(0, 16).Select(i => said[(2 + i / 4) * 12 + 3 + i % 4]).ToArray();
            var (turned, _, _) = PhantomCases.Turned(cut, 4, 4, variant);
            Assert.Equal(turned, found.Answers!.Masks[0].Values.AsSpan(16 * z, 16).ToArray());
        }
    }
}
