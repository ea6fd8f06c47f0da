using Backbones.UNet;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace Memory.Tests;

/// <summary>Alone in its process, whose resident memory is then the training's.</summary>
public sealed class FlatTrainingTests
{
    [SkippableFact]
    public void A_small_unet_trains_two_thousand_steps_in_the_same_memory()
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") == "1", "heavy; ./test --long runs it");
        var readings = new MemoryReadings();
        using var network = new UNet(new UNetOptions(Width: 4, Depth: 2));
        using var optimizer = optim.AdamW(network.parameters(), 1e-3);
        using var images = randn(2, 1, 24, 24);
        using var masks = images.gt(0).@float();
        for (var step = 1; step <= 2000; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            nn.functional.binary_cross_entropy_with_logits(network.call(images), masks).backward();
            optimizer.step();
            ReadEvery(360, step, scope, readings);
        }
        readings.AssertFlat();
    }

    [Theory]
    [InlineData(Surrogate.Dc, RoutingParameterisation.Softmax)]
    [InlineData(Surrogate.TwoStage, RoutingParameterisation.OneVsAll)]
    public void The_losses_of_four_hundred_steps_leave_nothing_behind(Surrogate surrogate, RoutingParameterisation parameterisation)
    {
        var readings = new MemoryReadings();
        using var segmentor = randn(2, 1, 32, 32).requires_grad_();
        using var routing = randn(2, 4, 32, 32).requires_grad_();
        using var predictor = randn(2, 1, 32, 32).requires_grad_();
        using var target = segmentor.gt(0.5);
        using var experts = routing.narrow(1, 1, 3).gt(0);
        DeferralLossOptions options = new() { Surrogate = surrogate, Parameterisation = parameterisation };
        for (var step = 1; step <= 400; step++)
        {
            using var scope = NewDisposeScope();
            DeferralLosses.Total(segmentor, routing, predictor, target, experts, options).Total.backward();
            ReadEvery(80, step, scope, readings);
        }
        readings.AssertFlat();
    }

    // What the step made is let go first, so that each reading is taken between two steps.
    private static void ReadEvery(int apart, int step, DisposeScope scope, MemoryReadings readings)
    {
        if (step % apart != 0)
            return;
        scope.DisposeEverything();
        readings.Take();
    }
}
