using Backbones.UNet;

namespace DeferredSeg.Bench.Bodies;

/// <summary>The network of plugins/Backbones.UNet, two grey images.</summary>
internal static class UNetBodies
{
    public static Action<int> Forward(UNetOptions options, int size)
    {
        var network = new UNet(options);
        network.eval();
        var images = randn(2, 1, size, size);
        return Repeat.InScopes(
            () =>
            {
                using var frozen = inference_mode();
                network.call(images);
            },
            1
        );
    }

    public static Action<int> Step(UNetOptions options, int size)
    {
        var network = new UNet(options);
        network.train();
        Tensor images = randn(2, 1, size, size),
            masks = randn(2, 1, size, size).gt(0).to(ScalarType.Float32);
        return TrainingStep.Of(() => functional.binary_cross_entropy_with_logits(network.call(images), masks), network.parameters(), 2e-3);
    }
}
