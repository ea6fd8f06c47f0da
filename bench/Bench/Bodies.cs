using Backbones.UNet;
using DeferredSeg.Deferral.Losses;
using TorchSharp.Modules;

namespace DeferredSeg.Bench;

/// <summary>What each row runs: given a number, it makes so many calls. python/bench.py holds the same bodies.</summary>
internal static class Bodies
{
    private const int CallsInScope = 10;
    private const int ManyParameters = 200;

    public static Action<int> Of(string id) => id switch
    {
        "add" => Add(),
        "add_" => AddInPlace(),
        "linear4" => SmallLinear(),
        "reshape" => Reshape(),
        "item" => Item(),
        "shape" => Shape(),
        "backward" => TinyGraph(),
        "module" => SmallModules(),
        "adamw" => AdamWStep(),
        "zero_grad" => ZeroGradients(),
        "clip" => ClipGradients(),
        "linear" => LargeLinear(),
        "conv" => Convolution(),
        "unet" => Forward(new UNetOptions(Width: 16), 128),
        "unet_step" => TrainingStep(new UNetOptions(Width: 16), 128),
        "losses" => LossSuite(),
        "unet31" => Forward(new UNetOptions(), 256),
        "unet31_step" => TrainingStep(new UNetOptions(), 256),
        _ => throw new ArgumentException($"rows.json names the row '{id}', which has no body in Bodies.cs."),
    };

    private static Action<int> Add()
    {
        Tensor a = ones(1), b = ones(1);
        return InScopes(() => a.add(b));
    }

    private static Action<int> AddInPlace()
    {
        Tensor a = ones(1), b = ones(1);
        return InScopes(() => a.add_(b));
    }

    private static Action<int> SmallLinear()
    {
        Tensor x = randn(4, 4), weight = randn(4, 4), bias = randn(4);
        return InScopes(() => functional.linear(x, weight, bias));
    }

    private static Action<int> Reshape()
    {
        var x = randn(4, 6);
        return InScopes(() => x.reshape(6, 4));
    }

    private static Action<int> Item()
    {
        var x = randn(1);
        return InScopes(() => x.item<float>());
    }

    private static Action<int> Shape()
    {
        var x = randn(2, 3, 4, 5);
        return InScopes(() => _ = x.shape[2]);
    }

    private static Action<int> TinyGraph()
    {
        Tensor x = randn(4, 4), weight = randn(4, 4).requires_grad_(), bias = randn(4).requires_grad_();
        return InScopes(() => functional.linear(x, weight, bias).relu().sum().backward());
    }

    private static Action<int> SmallModules()
    {
        var x = randn(4, 8);
        var layers = Sequential(Linear(8, 8), BatchNorm1d(8), ReLU(inplace: true), Linear(8, 8), BatchNorm1d(8), ReLU(inplace: true), Linear(8, 8), ReLU());
        return InScopes(() => layers.call(x));
    }

    private static Action<int> AdamWStep()
    {
        var optimizer = optim.AdamW(SmallParameters(), 1e-3, weight_decay: 0.01);
        return InScopes(() => optimizer.step(), 1);
    }

    private static Action<int> ZeroGradients()
    {
        var optimizer = optim.AdamW(SmallParameters(), 1e-3, weight_decay: 0.01);
        return InScopes(optimizer.zero_grad, 1);
    }

    private static Action<int> ClipGradients()
    {
        var parameters = SmallParameters();
        return InScopes(() => utils.clip_grad_norm_(parameters, 1e-3), 1);
    }

    private static Parameter[] SmallParameters() => [.. Enumerable.Range(0, ManyParameters).Select(_ => new Parameter(randn(64)) { grad = randn(64) })];

    private static Action<int> LargeLinear()
    {
        Tensor x = randn(4096, 768), weight = randn(768, 768), bias = randn(768);
        return InScopes(() => functional.linear(x, weight, bias), 1);
    }

    private static Action<int> Convolution()
    {
        Tensor x = randn(1, 64, 128, 128), weight = randn(64, 64, 3, 3);
        return InScopes(() => functional.conv2d(x, weight, padding: [1, 1]), 1);
    }

    private static Action<int> Forward(UNetOptions options, int size)
    {
        var network = new UNet(options);
        network.eval();
        var images = randn(2, 1, size, size);
        return InScopes(
            () =>
            {
                using var frozen = inference_mode();
                network.call(images);
            },
            1);
    }

    // The steps of DeferredSeg.Training's loop.
    private static Action<int> TrainingStep(UNetOptions options, int size)
    {
        var network = new UNet(options);
        network.train();
        Tensor images = randn(2, 1, size, size), masks = randn(2, 1, size, size).gt(0).to(ScalarType.Float32);
        var optimizer = optim.AdamW(network.parameters(), 2e-3, weight_decay: 0.01);
        return InScopes(
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

    // Eq. 10 with its defaults, two images of 1024 by 1024 pixels, three experts.
    private static Action<int> LossSuite()
    {
        const int images = 2, experts = 3, size = 1024;
        Tensor segmentor = randn(images, 1, size, size).requires_grad_(), routing = randn(images, experts + 1, size, size).requires_grad_(), predictor = randn(images, 1, size, size).requires_grad_();
        Tensor target = randint(0, 2, [images, 1, size, size], ScalarType.Byte), masks = randint(0, 2, [images, experts, size, size], ScalarType.Byte);
        return InScopes(
            () =>
            {
                var loss = DeferralLosses.Total(segmentor, routing, predictor, target, masks).Total;
                loss.ToDouble();
                segmentor.grad?.zero_();
                routing.grad?.zero_();
                predictor.grad?.zero_();
                loss.backward();
            },
            1);
    }

    private static Action<int> InScopes(Action call, int callsInScope = CallsInScope) => calls =>
    {
        for (var done = 0; done < calls; done += callsInScope)
        {
            using var scope = NewDisposeScope();
            for (var i = 0; i < callsInScope; i++) call();
        }
    };
}
