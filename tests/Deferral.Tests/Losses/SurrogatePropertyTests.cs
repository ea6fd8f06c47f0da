using DeferredSeg.Deferral.Losses;
using DeferredSeg.Deferral.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Losses;

/// <summary>What holds of every surrogate, whatever its formula.</summary>
public sealed class SurrogatePropertyTests : ScopedTensorTest
{
    [Theory]
    [MemberData(nameof(LossVariants.WithLayouts), MemberType = typeof(LossVariants))]
    public void Experts_in_another_order_have_their_gradients_in_that_order(string name, ClassLayout layout)
    {
        var drawn = LossShape.Draw(layout);
        var shape = drawn with { Experts = drawn.Experts + 1 };
        var given = shape.Case(3);
        var order = randperm(shape.Experts);
        var channels = cat([zeros([1], ScalarType.Int64), order + 1]);
        var along = given.Routing.dim() - 3;
        // Their bounds are everybody's.
        var bounds = new LoadBounds([.. Enumerable.Repeat(0.1, shape.Experts)], [.. Enumerable.Repeat(0.3, shape.Experts)]);
        var options = LossVariants.Of(name, layout) with { Lower = bounds.Lower, Upper = bounds.Upper };
        var moved = given with { Routing = LossCase.Leaf(given.Routing.index_select(along, channels)), Experts = given.Experts.index_select(1, order) };

        var (terms, movedTerms) = (given.Total(options), moved.Total(options));
        LossAssert.Close(terms.Total.ToDouble(), movedTerms.Total, 1e-12, $"{shape}, seed {Seed}");
        LossAssert.Close(terms.Rho.detach().index_select(0, order), movedTerms.Rho, 1e-10, $"rho, {shape}, seed {Seed}");
        var (gradients, movedGradients) = (given.Gradients(terms.Total), moved.Gradients(movedTerms.Total));
        LossAssert.Close(gradients[0], movedGradients[0], 1e-10, $"segmentor, {shape}, seed {Seed}");
        LossAssert.Close(gradients[1].index_select(along, channels), movedGradients[1], 1e-10, $"routing, {shape}, seed {Seed}");
        LossAssert.Close(gradients[2], movedGradients[2], 1e-10, $"predictor, {shape}, seed {Seed}");
    }

    [Theory]
    [MemberData(nameof(LossVariants.WithLayouts), MemberType = typeof(LossVariants))]
    public void The_loads_are_those_of_the_routing_probabilities_and_sum_to_one(string name, ClassLayout layout)
    {
        var options = LossVariants.Of(name, layout);
        var shape = LossShape.Draw(layout);
        var given = shape.Case(3);
        var folded = given.Routing.detach().reshape(-1, shape.Experts + 1, shape.Height, shape.Width);
        var loads = RoutingLoads.Soft(RoutingProbabilities.Of(folded, options.Parameterisation));

        Assert.Equal(1, loads.sum().ToDouble(), 1e-12);
        LossAssert.Close(loads.slice(0, 1, shape.Experts + 1, 1), given.Total(options).Rho, 1e-10, $"{shape}, seed {Seed}");
    }

    [Theory]
    [MemberData(nameof(LossVariants.Names), MemberType = typeof(LossVariants))]
    public void A_frozen_segmentor_gets_no_gradient_and_another_the_one_of_its_cross_entropy(string name)
    {
        var options = LossVariants.Of(name);
        var given = LossShape.Draw(ClassLayout.Binary).Case(3);
        var found = given.Gradients(given.Total(options).Total)[0];
        var own = given.Gradients(given.Total(options).Surrogate.CrossEntropy)[0];

        Assert.True(own.ne(0).all().ToBoolean());
        if (options.Surrogate == Surrogate.TwoStage)
            Assert.True(found.eq(0).all().ToBoolean());
        else
            LossAssert.Close(own, found, 1e-12, $"Seed {Seed}");
    }

    [Fact]
    public void A_loss_without_weight_is_reported_and_takes_no_part()
    {
        var given = LossShape.Draw(ClassLayout.Binary).Case(3) with { };
        var all = given.Total(new());
        var alone = given.Total(new() { Lambda1 = 0, Lambda2 = 0 });

        Assert.Equal(all.Coherence!.Total.ToDouble(), alone.Coherence!.Total.ToDouble());
        Assert.Equal(all.LoadBalancing!.ToDouble(), alone.LoadBalancing!.ToDouble());
        Assert.Equal(alone.Surrogate.Total.ToDouble(), alone.Total.ToDouble());
        Assert.True(given.Gradients(alone.Total)[2].eq(0).all().ToBoolean());
        Assert.Null(DeferralLosses.Total(given.Segmentor, given.Routing, null, given.Target, given.Experts, new() { Lambda1 = 0 }).Coherence);
    }
}
