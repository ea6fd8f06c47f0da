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
            1);
    }

    // The steps of DeferredSeg.Training's loop.
    public static Action<int> TrainingStep(UNetOptions options, int size)
    {
        var network = new UNet(options);
        network.train();
        Tensor images = randn(2, 1, size, size), masks = randn(2, 1, size, size).gt(0).to(ScalarType.Float32);
        var optimizer = optim.AdamW(network.parameters(), 2e-3, weight_decay: 0.01);
        return Repeat.InScopes(
            () =>
            {
                var loss = functional.binary_cross_entropy_with_logits(network.call(images), masks);
                loss.ToDouble();
                optimizer.zero_grad();
                loss.backward();
                utils.clip_grad_norm_(network.parameters(), 5);
                optimizer.step();
            },
            1);
    }
}
