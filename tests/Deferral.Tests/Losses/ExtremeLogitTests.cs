using DeferredSeg.Deferral.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Losses;

/// <summary>Logits that no probability survives: all terms and gradients stay finite, and bounded as the equations say.</summary>
public sealed class ExtremeLogitTests : ScopedTensorTest
{
    public static TheoryData<string, ClassLayout, ScalarType> Cases
    {
        get
        {
            var cases = new TheoryData<string, ClassLayout, ScalarType>();
            foreach (var (name, layout) in LossVariants.All)
            {
                cases.Add(name, layout, ScalarType.Float32);
                cases.Add(name, layout, ScalarType.Float64);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void All_terms_and_gradients_are_finite(string name, ClassLayout layout, ScalarType type)
    {
        var options = LossVariants.Of(name, layout);
        foreach (var size in new[] { 50.0, 1e3, 1e4 })
        {
            var shape = LossShape.Draw(layout);
            var given = shape.Case(2).Extreme(size, type);
            var terms = given.Total(options);

            var (surrogate, coherence) = (terms.Surrogate, terms.Coherence);
            foreach (
                var value in new[]
                {
                    surrogate.Experts,
                    surrogate.Segmentor,
                    surrogate.CrossEntropy,
                    surrogate.Total,
                    coherence?.CrossEntropy,
                    coherence?.SquaredError,
                    coherence?.Rate,
                    coherence?.Total,
                    terms.LoadBalancing,
                    terms.Rho,
                    terms.Total,
                }
            )
            {
                if (value is null)
                    continue;
                Assert.Equal(type, value.dtype);
                LossAssert.Finite(value, $"A term at {size}");
            }
            // At each pixel no logit is pulled by more than all channels together, the coherence and the balance; a value by its distance.
            var most = terms.Coherence is null ? 2 * (size + 1) : shape.Experts + 1 + 1.5 + (5 * shape.Experts);
            foreach (var gradient in given.Gradients(terms.Total))
            {
                LossAssert.Finite(gradient, $"A gradient at {size}");
                Assert.True(gradient.abs().max().ToDouble() * shape.Batch * shape.Pixels <= most * 1.001, $"A gradient is too large: {shape}, seed {Seed}.");
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
        var terms = SurrogateLoss.Of(
            ones([1, 1, 1, 1], type),
            routing,
            ones([1, 1, 1, 1], ScalarType.Byte),
            tensor(new byte[] { 0, 0 }, [1, 2, 1, 1]),
            new() { WrongExpert = WrongExpertTerm.Bounded }
        );
        terms.Experts.backward();

        Assert.Equal(2e4 - Math.Log(2), terms.Experts.to_type(ScalarType.Float64).ToDouble(), 0.01);
        Assert.Equal([-0.5, 1, -0.5], routing.grad!.@double().data<double>().ToArray().Select(value => Math.Round(value, 6)));
    }
}
