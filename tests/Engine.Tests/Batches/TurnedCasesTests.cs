using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Engine.Training.Batches;

namespace DeferredSeg.Engine.Tests.Batches;

public sealed class TurnedCasesTests : ScopedTensorTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_case_is_turned_as_it_would_be_prepared(bool exclusive)
    {
        var prepared = new PhantomCases("case", Seed, 3) { IsExclusive = exclusive };
        var turned = new TurnedCases(prepared);
        foreach (var variant in GeometricVariant.All)
        {
            for (var index = 0; index < 3; index++)
            {
                var (expected, found) = (prepared.Get(index, variant), turned.Get(index, variant));
                Assert.Equal(expected.Image, found.Image);
                Assert.Equal(expected.Reference.Values, found.Reference.Values);
                Assert.Equal(expected.Shown.Values, found.Shown.Values);
                Assert.Equal((expected.Variant, expected.Info, expected.Height), (found.Variant, found.Info, found.Height));
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_the_experts_said_about_the_image_as_it_lay_is_turned_with_it(bool exclusive)
    {
        using var right = new NoisyExpert("right", 0);
        var cases = new TurnedCases(new PhantomCases("case", Seed, 1) { IsExclusive = exclusive });
        var kind = exclusive ? ClassKind.Exclusive : ClassKind.Multilabel;
        foreach (var variant in GeometricVariant.All)
        {
            var one = BatchCase.Of(cases, 0, _ => variant, new ExpertPanel([right]), kind, 1, 2, CancellationToken.None);

            Assert.Equal(variant, one.Prepared.Variant);
            Assert.True(one.Prepared.Reference.Values.SequenceEqual(one.Answers!.Masks[0].Values), $"{variant} (seed {Seed})");
        }
    }

    [Fact]
    public void The_field_of_view_turns_with_it_and_a_box_or_another_size_is_prepared_anew()
    {
        byte[] view = [.. Enumerable.Range(0, 256).Select(i => (byte)(i % 7 == 0 ? 0 : 1))];
        var variant = new GeometricVariant(1, true);
        var (viewed, expected) = (
            new TurnedCases(new PhantomCases("case", Seed, 1) { FieldOfView = new(16, 16, 1, view) }),
            PhantomCases.Turned(view, 16, 16, variant).Values
        );
        var boxed = new CountedCases(new PhantomCases("case", Seed, 1), one => one with { Prompts = new([0, 0, 3, 3]) });
        var oblong = new CountedCases(new PhantomCases("case", Seed, 1) { Rows = 8 }, one => one);

        Assert.Equal(expected, viewed.Get(0, variant).FieldOfView!.Values);
        Assert.Equal(variant, new TurnedCases(boxed).Get(0, variant).Variant);
        Assert.Equal((16, 8), (new TurnedCases(oblong).Get(0, variant).Height, new TurnedCases(oblong).Get(0, variant).Width));
        Assert.Contains(variant, boxed.Asked);
        Assert.Contains(variant, oblong.Asked);
    }

    private sealed class CountedCases(IPreparedCases inner, Func<PreparedCase, PreparedCase> edit) : IPreparedCases
    {
        public List<GeometricVariant> Asked { get; } = [];

        public IReadOnlyList<CaseInfo> Cases => inner.Cases;

        public PreparedCase Get(int index, GeometricVariant variant)
        {
            Asked.Add(variant);
            return edit(inner.Get(index, variant));
        }
    }
}
