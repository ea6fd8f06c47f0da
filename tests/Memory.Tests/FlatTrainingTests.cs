using Backbones.UNet;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Memory.Tests;

/// <summary>Alone in its process, whose resident memory is then the training's.</summary>
public sealed class FlatTrainingTests
{
    private const int Steps = 2000;
    private const int Settled = 200;

    [Fact]
    public void A_small_unet_trains_two_thousand_steps_in_the_same_memory()
    {
        long liveBefore = 0,
            residentBefore = 0;
        using var network = new UNet(new UNetOptions(Width: 4, Depth: 2));
        using var optimizer = optim.AdamW(network.parameters(), 1e-3);
        using var images = randn(2, 1, 24, 24);
        using var masks = images.gt(0).@float();
        for (var step = 1; step <= Steps; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            nn.functional.binary_cross_entropy_with_logits(network.call(images), masks).backward();
            optimizer.step();
            if (step == Settled)
                (liveBefore, residentBefore) = (AfterCollection(scope), Resident());
        }
        using (NewDisposeScope())
        {
            Assert.Equal(liveBefore, AfterCollection(CurrentDisposeScope!));
            Assert.InRange(Resident(), 0, (long)(residentBefore * 1.05));
        }
    }

    [Theory]
    [InlineData(Surrogate.Dc, RoutingParameterisation.Softmax)]
    [InlineData(Surrogate.TwoStage, RoutingParameterisation.OneVsAll)]
    public void The_losses_of_four_hundred_steps_leave_nothing_behind(Surrogate surrogate, RoutingParameterisation parameterisation)
    {
        const int steps = 400;
        long liveBefore = 0,
            residentBefore = 0;
        using var segmentor = randn(2, 1, 32, 32).requires_grad_();
        using var routing = randn(2, 4, 32, 32).requires_grad_();
        using var predictor = randn(2, 1, 32, 32).requires_grad_();
        using var target = segmentor.gt(0.5);
        using var experts = routing.narrow(1, 1, 3).gt(0);
        DeferralLossOptions options = new() { Surrogate = surrogate, Parameterisation = parameterisation };
        for (var step = 1; step <= steps; step++)
        {
            using var scope = NewDisposeScope();
            DeferralLosses.Total(segmentor, routing, predictor, target, experts, options).Total.backward();
            if (step == Settled)
                (liveBefore, residentBefore) = (AfterCollection(scope), Resident());
        }
        using (NewDisposeScope())
        {
            Assert.Equal(liveBefore, AfterCollection(CurrentDisposeScope!));
            Assert.InRange(Resident(), 0, (long)(residentBefore * 1.05));
        }
    }

    // What the step made is let go first, so that both readings are taken between two steps; the collector gives back what it keeps for later,
    // which differs from run to run by more than a leak would.
    private static long AfterCollection(DisposeScope scope)
    {
        scope.DisposeEverything();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }

    // The second number of statm, in pages.
    private static long Resident() => long.Parse(File.ReadAllText("/proc/self/statm").Split(' ')[1]) * Environment.SystemPageSize;
}
