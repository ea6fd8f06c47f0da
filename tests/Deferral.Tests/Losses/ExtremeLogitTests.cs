using DeferredSeg.Deferral.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Losses;

/// <summary>Logits that no probability survives: all terms and gradients stay finite, and bounded as the equations say.</summary>
public sealed class ExtremeLogitTests : ScopedTensorTest
{
    public static TheoryData<WrongExpertTerm, int, ScalarType> Cases
    {
        get
        {
            var cases = new TheoryData<WrongExpertTerm, int, ScalarType>();
            foreach (var form in Enum.GetValues<WrongExpertTerm>())
            {
                foreach (var experts in new[] { 1, 3, 6 })
                {
                    cases.Add(form, experts, ScalarType.Float32);
                    cases.Add(form, experts, ScalarType.Float64);
                }
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void All_terms_and_gradients_are_finite(WrongExpertTerm form, int experts, ScalarType type)
    {
        foreach (var size in new[] { 50.0, 1e3, 1e4 })
        {
            var given = LossCase.Extreme(experts, size, type);
            var terms = given.Total(new DeferralLossOptions { WrongExpert = form });

            var (collaboration, coherence) = (terms.Surrogate, terms.Coherence!);
            foreach (var value in new[] { collaboration.Experts, collaboration.Segmentor, collaboration.CrossEntropy, collaboration.Total, coherence.CrossEntropy, coherence.SquaredError, coherence.Rate, coherence.Total, terms.LoadBalancing!, terms.Rho, terms.Total })
            {
                Assert.Equal(type, value.dtype);
                LossAssert.Finite(value, $"A term at {size}");
            }
            var pixels = given.Segmentor.numel();
            foreach (var gradient in given.Gradients(terms.Total))
            {
                LossAssert.Finite(gradient, $"A gradient at {size}");
                // At each pixel no logit is pulled by more than all channels together, the coherence and the balance.
                Assert.True(gradient.abs().max().ToDouble() * pixels <= experts + 1 + 1.5 + (5 * experts), "A gradient is too large.");
            }
        }
    }

    /// <summary>1 - p rounds to 0 long before the logit of the others does.</summary>
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void A_wrong_expert_who_is_all_but_certain_costs_the_gap_to_the_others(ScalarType type)
    {
        var routing = LossCase.Leaf(tensor(new[] { -1e4, 1e4, -1e4 }, [1, 3, 1, 1]).to_type(type));
        var terms = SurrogateLoss.Of(ones([1, 1, 1, 1], type), routing, ones([1, 1, 1, 1], ScalarType.Byte), tensor(new byte[] { 0, 0 }, [1, 2, 1, 1]), new() { WrongExpert = WrongExpertTerm.Bounded });
        terms.Experts.backward();

        Assert.Equal(2e4 - Math.Log(2), terms.Experts.to_type(ScalarType.Float64).ToDouble(), 0.01);
        Assert.Equal([-0.5, 1, -0.5], routing.grad!.@double().data<double>().ToArray().Select(value => Math.Round(value, 6)));
    }
}
