using DeferredSeg.Deferral.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Losses;

/// <summary>
/// The presets, difference by difference, in numbers that can be checked by hand. All of them together stand against their loop in <see
/// cref="LossReferenceTests"/>.
/// </summary>
public sealed class OfficialPresetTests : ScopedTensorTest
{
    [Fact]
    public void The_paper_is_the_default_and_the_betas_and_lambdas_are_the_same()
    {
        Assert.Equal(new DeferralLossOptions(), DeferralLossOptions.Paper);
        var (paper, official) = (DeferralLossOptions.Paper, DeferralLossOptions.Official);
        Assert.Equal((0.5, 0.1, 1.0, 5.0), (paper.Beta1, paper.Beta2, paper.Lambda1, paper.Lambda2));
        Assert.Equal((0.5, 0.1, 1.0, 5.0), (official.Beta1, official.Beta2, official.Lambda1, official.Lambda2));
    }

    [Fact]
    public void The_official_bounds_of_three_experts_are_shared_among_others()
    {
        var three = LoadBounds.For(3, LossPreset.Official);
        Assert.Equal([0.15, 0.20, 0.18], three.Lower);
        Assert.Equal([0.35, 0.30, 0.31], three.Upper);
        foreach (var experts in new[] { 1, 2, 6 })
        {
            var bounds = LoadBounds.For(experts, LossPreset.Official);
            Assert.Equal(0.53, bounds.Lower.Sum(), 1e-12);
            Assert.Equal(0.96, bounds.Upper.Sum(), 1e-12);
            Assert.Single(bounds.Upper.Distinct());
        }
    }

    /// <summary>Routing logits of -30 are beneath the offset: p is 1e-13.</summary>
    [Fact]
    public void The_offset_is_added_for_the_right_the_wrong_and_the_segmentor_alike()
    {
        var routing = LossCase.Leaf(tensor(new[] { -30.0, 0, -30, -30 }, [1, 4, 1, 1]));
        var one = ones([1, 1, 1, 1], ScalarType.Float64);
        // The first is wrong and certain, the second right, the third wrong; the segmentor is right.
        var terms = SurrogateLoss.Of(one, routing, one, tensor(new byte[] { 0, 1, 0 }, [1, 3, 1, 1]), DeferralLossOptions.Official);
        var tiny = Math.Exp(-30);
        var all = 1 + (3 * tiny);

        Assert.Equal(Math.Log((1 / all) + 1e-8), terms.Experts.ToDouble(), 1e-12);
        Assert.Equal(-Math.Log((tiny / all) + 1e-8), terms.Segmentor.ToDouble(), 1e-12);
        terms.Segmentor.backward();
        // The pull of a right channel beneath the offset is all but gone: p / (p + 1e-8).
        Assert.Equal(-tiny / (tiny + 1e-8), routing.grad![0, 0, 0, 0].ToDouble(), 1e-12);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(3.0)]
    [InlineData(-40.0)]
    [InlineData(1e4)]
    public void The_cross_entropies_see_the_sigmoid_twice(double logit)
    {
        var z = full([1, 1, 1, 1], logit, ScalarType.Float64);
        var routing = tensor(new[] { 1.0, 0 }, [1, 2, 1, 1]);
        var terms = DeferralLosses.Total(z, routing, z, ones([1, 1, 1, 1], ScalarType.Byte), ones([1, 1, 1, 1], ScalarType.Byte), DeferralLossOptions.Official);
        var probability = 1 / (1 + Math.Exp(-logit));

        Assert.Equal(Math.Log(1 + Math.Exp(-probability)), terms.Surrogate.CrossEntropy.ToDouble(), 1e-12);
        // The pseudo mask is 0.
        Assert.Equal(Math.Log(1 + Math.Exp(probability)), terms.Coherence!.CrossEntropy.ToDouble(), 1e-12);
        Assert.Equal(0.1 * probability, terms.Coherence.Rate.ToDouble(), 1e-12);
    }
}
