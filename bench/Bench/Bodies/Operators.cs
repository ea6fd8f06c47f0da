using TorchSharp.Modules;

namespace DeferredSeg.Bench.Bodies;

/// <summary>Single operators, small modules and optimizers: what a call costs.</summary>
internal static class Operators
{
    private const int ManyParameters = 200;

    public static Action<int> Add()
    {
        Tensor a = ones(1),
            b = ones(1);
        return Repeat.InScopes(() => a.add(b));
    }

    public static Action<int> AddInPlace()
    {
        Tensor a = ones(1),
            b = ones(1);
        return Repeat.InScopes(() => a.add_(b));
    }

    public static Action<int> SmallLinear()
    {
        Tensor x = randn(4, 4),
            weight = randn(4, 4),
            bias = randn(4);
        return Repeat.InScopes(() => functional.linear(x, weight, bias));
    }

    public static Action<int> Reshape()
    {
        var x = randn(4, 6);
        return Repeat.InScopes(() => x.reshape(6, 4));
    }

    public static Action<int> Item()
    {
        var x = randn(1);
        return Repeat.InScopes(() => x.item<float>());
    }

    public static Action<int> Shape()
    {
        var x = randn(2, 3, 4, 5);
        return Repeat.InScopes(() => _ = x.shape[2]);
    }

    public static Action<int> TinyGraph()
    {
        Tensor x = randn(4, 4),
            weight = randn(4, 4).requires_grad_(),
            bias = randn(4).requires_grad_();
        return Repeat.InScopes(() => functional.linear(x, weight, bias).relu().sum().backward());
    }

    public static Action<int> SmallModules()
    {
        var x = randn(4, 8);
        var layers = Sequential(Linear(8, 8), BatchNorm1d(8), ReLU(inplace: true), Linear(8, 8), BatchNorm1d(8), ReLU(inplace: true), Linear(8, 8), ReLU());
        return Repeat.InScopes(() => layers.call(x));
    }

    public static Action<int> AdamWStep()
    {
        var optimizer = optim.AdamW(SmallParameters(), 1e-3, weight_decay: 0.01);
        return Repeat.InScopes(() => optimizer.step(), 1);
    }

    public static Action<int> ZeroGradients()
    {
        var optimizer = optim.AdamW(SmallParameters(), 1e-3, weight_decay: 0.01);
        return Repeat.InScopes(optimizer.zero_grad, 1);
    }

    public static Action<int> ClipGradients()
    {
        var parameters = SmallParameters();
        return Repeat.InScopes(() => nn.utils.clip_grad_norm_(parameters, 1e-3), 1);
    }

    private static Parameter[] SmallParameters() => [.. Enumerable.Range(0, ManyParameters).Select(_ => new Parameter(randn(64)) { grad = randn(64) })];

    public static Action<int> LargeLinear()
    {
        Tensor x = randn(4096, 768),
            weight = randn(768, 768),
            bias = randn(768);
        return Repeat.InScopes(() => functional.linear(x, weight, bias), 1);
    }

    public static Action<int> Convolution()
    {
        Tensor x = randn(1, 64, 128, 128),
            weight = randn(64, 64, 3, 3);
        return Repeat.InScopes(() => functional.conv2d(x, weight, padding: [1, 1]), 1);
    }
}
