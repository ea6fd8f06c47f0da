using Backbones.UNet;
using DeferredSeg.Data.Phantom;
using DeferredSeg.Training.Segmentation;

namespace DeferredSeg.Training.Tests.Segmentation;

public sealed class SegmentationTrainingTests : ScopedTensorTest
{
    private static readonly ShapeCase[] _cases = [.. Enumerable.Range(0, 16).Select(number => ShapeSet.Create(2, number, 32))];

    [Fact]
    public void Training_makes_the_masks_better()
    {
        using var backbone = Trained(steps: 60, out _);

        Assert.InRange(SegmentationTraining.Dice(backbone, _cases, default).Average(), 0.8, 1);
    }

    [Fact]
    public void The_same_seed_gives_the_same_losses_and_weights()
    {
        using var first = Trained(steps: 5, out var losses);
        using var second = Trained(steps: 5, out var again);

        Assert.Equal(losses, again);
        foreach (var (a, b) in first.Module.parameters().Zip(second.Module.parameters())) Assert.True(a.Equals(b));
    }

    [Fact]
    public void It_stops_when_it_is_told_to()
    {
        using var backbone = new UNetBackbone(new UNetOptions(Width: 2, Depth: 1));
        using var source = new CancellationTokenSource();

        Assert.Throws<OperationCanceledException>(() => SegmentationTraining.Train(backbone, _cases, new(100, 2), 0, step =>
        {
            Assert.InRange(step.Number, 1, 3);
            if (step.Number == 3) source.Cancel();
        }, source.Token));
    }

    [Fact]
    public void A_loss_that_is_no_number_is_named()
    {
        using var backbone = new UNetBackbone(new UNetOptions(Width: 2, Depth: 1));
        using (no_grad()) backbone.Module.parameters().First().fill_(double.NaN);

        var error = Assert.Throws<InvalidOperationException>(() => SegmentationTraining.Train(backbone, _cases, new(1, 2), 0, _ => { }, default));

        Assert.Contains("step 1 is NaN", error.Message);
    }

    private static UNetBackbone Trained(int steps, out List<double> losses)
    {
        var seen = losses = [];
        using (manual_seed(11))
        {
            var backbone = new UNetBackbone(new UNetOptions(Width: 6, Depth: 2));
            SegmentationTraining.Train(backbone, _cases, new(steps, 4), 11, step => seen.Add(step.Loss), default);
            return backbone;
        }
    }
}
