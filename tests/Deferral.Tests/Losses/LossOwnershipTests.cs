using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Losses;

/// <summary>Nothing but the terms outlives a call; they go with the caller's scope.</summary>
public sealed class LossOwnershipTests : TensorTest
{
    [Fact]
    public void Only_the_terms_are_left_and_they_go_with_the_callers_scope()
    {
        using var outer = NewDisposeScope();
        var given = LossCase.Random(3);
        var loads = full([4], 0.25, ScalarType.Float64);
        (Func<object> Call, int Terms)[] calls =
        [
            .. Enum.GetValues<WrongExpertTerm>()
                .Select(form =>
                    ((Func<object>)(() => SurrogateLoss.Of(given.Segmentor, given.Routing, given.Target, given.Experts, new() { WrongExpert = form })), 4)
                ),
            (() => SurrogateLoss.PerPixel(given.Segmentor, given.Routing, given.Target, given.Experts), 4),
            (() => SpatialCoherenceLoss.Of(given.Predictor, given.Routing), 4),
            (() => SpatialCoherenceLoss.PerPixel(given.Predictor, given.Routing, new() { DetachRouting = true }), 4),
            (() => LoadBalancingLoss.Of(given.Routing), 1),
            (() => LoadBalancingLoss.OfLoads(loads), 1),
            (() => given.Total(new()), 11),
            (() => given.Total(new() { Lambda1 = 0, Lambda2 = 0 }), 11),
            (() => DeferralLosses.Total(given.Segmentor, given.Routing, null, given.Target, given.Experts, new() { Lambda1 = 0 }), 7),
        ];
        foreach (var (name, layout) in LossVariants.All)
        {
            var (options, drawn) = (LossVariants.Of(name, layout), LossShape.Draw(layout).Case(14));
            var values = options.Parameterisation == RoutingParameterisation.Utility;
            calls =
            [
                .. calls,
                (() => drawn.Total(options), values ? 6 : 11),
                (() => SurrogateLoss.PerPixel(drawn.Segmentor, drawn.Routing, drawn.Target, drawn.Experts, options), 4),
            ];
            if (!values)
                calls = [.. calls, (() => SpatialCoherenceLoss.PerPixel(drawn.Predictor, drawn.Routing, options), 4)];
        }
        foreach (var (call, terms) in calls)
        {
            var before = Tensor.TotalCount;
            using (NewDisposeScope())
            {
                call();
                Assert.Equal(before + terms, Tensor.TotalCount);
            }
            Assert.Equal(before, Tensor.TotalCount);
        }
    }

    [Fact]
    public void Going_backward_after_the_call_needs_nothing_that_was_disposed()
    {
        using var outer = NewDisposeScope();
        var given = LossCase.Random(3);
        var live = Tensor.TotalCount;
        using (NewDisposeScope())
        {
            given.Total(new()).Total.backward();
            foreach (var logit in given.Logits)
                Assert.True(logit.grad!.ne(0).any().ToBoolean());
        }
        Assert.Equal(live, Tensor.TotalCount);
    }

    [Fact]
    public void A_refusal_leaves_nothing()
    {
        using var outer = NewDisposeScope();
        var given = LossCase.Random(3);
        var grey = given with { Experts = given.Experts * 255 };
        var broken = given with { Routing = given.Routing.detach() / 0 };
        var live = Tensor.TotalCount;

        Assert.Throws<ArgumentException>(() => grey.Total(new()));
        Assert.Throws<ArgumentException>(() => broken.Total(new()));
        Assert.Throws<ArgumentException>(() => given.Total(new() { Lower = LoadBounds.For(2).Lower, Upper = LoadBounds.For(2).Upper }));

        Assert.Equal(live, Tensor.TotalCount);
    }
}
