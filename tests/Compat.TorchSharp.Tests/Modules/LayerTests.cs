using Compat.TorchSharp.Tests.Operators;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Compat.TorchSharp.Tests.Modules;

/// <summary>Layers give what their functions give, and name their parameters as PyTorch does.</summary>
public sealed class LayerTests : TensorTest
{
    private static readonly long[] _image = [2, 4, 5, 6];

    private static readonly Dictionary<string, Layer> _layers = new()
    {
        ["Linear"] = new(() => Linear(6, 3, dtype: float64), _image, (x, p) => functional.linear(x, p["weight"], p["bias"]), "weight 3x6, bias 3"),
        ["Linear without a bias"] = new(() => Linear(6, 3, false, dtype: float64), _image, (x, p) => functional.linear(x, p["weight"]), "weight 3x6"),
        ["Conv1d"] = new(() => Conv1d(4, 6, 3, 2, 1, 2, groups: 2, dtype: float64), [2, 4, 9], (x, p) => functional.conv1d(x, p["weight"], p["bias"], 2, 1, 2, 2), "weight 6x2x3, bias 6"),
        ["Conv1d, reflected"] = new(() => Conv1d(4, 6, 3, padding: 2, padding_mode: PaddingModes.Reflect, dtype: float64), [2, 4, 9], (x, p) => functional.conv1d(functional.pad(x, (2, 2), PaddingModes.Reflect), p["weight"], p["bias"]), "weight 6x4x3, bias 6"),
        ["Conv2d"] = new(() => Conv2d(4, 6, 3, 2, 1, 1, groups: 2, dtype: float64), _image, (x, p) => functional.conv2d(x, p["weight"], p["bias"], [2, 2], [1, 1], [1, 1], 2), "weight 6x2x3x3, bias 6"),
        ["Conv2d of a rectangle"] = new(() => Conv2d(4, 2, (3, 1), (1, 2), (2, 0), (2, 1), bias: false, dtype: float64), _image, (x, p) => functional.conv2d(x, p["weight"], null, [1, 2], [2, 0], [2, 1]), "weight 2x4x3x1"),
        ["Conv2d of the same size"] = new(() => Conv2d(4, 2, 3, Padding.Same, dilation: 2, dtype: float64), _image, (x, p) => functional.conv2d(x, p["weight"], p["bias"], null, [2, 2], [2, 2]), "weight 2x4x3x3, bias 2"),
        ["Conv2d of what is covered"] = new(() => Conv2d(4, 2, (3, 2), Padding.Valid, dtype: float64), _image, (x, p) => functional.conv2d(x, p["weight"], p["bias"]), "weight 2x4x3x2, bias 2"),
        ["Conv2d, reflected"] = Padded(PaddingModes.Reflect),
        ["Conv2d, repeated"] = Padded(PaddingModes.Replicate),
        ["Conv2d, around"] = Padded(PaddingModes.Circular),
        ["ConvTranspose2d"] = new(() => ConvTranspose2d(4, 6, 3, 2, 1, 1, groups: 2, dtype: float64), _image, (x, p) => functional.conv_transpose2d(x, p["weight"], p["bias"], [2, 2], [1, 1], [1, 1], groups: 2), "weight 4x3x3x3, bias 6"),
        ["ConvTranspose2d of a rectangle"] = new(() => ConvTranspose2d(4, 2, (2, 3), (2, 1), bias: false, dtype: float64), _image, (x, p) => functional.conv_transpose2d(x, p["weight"], null, [2, 1]), "weight 4x2x2x3"),
        ["LayerNorm"] = new(() => LayerNorm(6, 0.1, dtype: float64), _image, (x, p) => functional.layer_norm(x, [6], p["weight"], p["bias"], 0.1), "weight 6, bias 6"),
        ["LayerNorm of two axes"] = new(() => LayerNorm([5, 6], bias: false, dtype: float64), _image, (x, p) => functional.layer_norm(x, [5, 6], p["weight"]), "weight 5x6"),
        ["GroupNorm"] = new(() => GroupNorm(2, 4, 0.1, dtype: float64), _image, (x, p) => functional.group_norm(x, 2, p["weight"], p["bias"], 0.1), "weight 4, bias 4"),
        ["InstanceNorm2d"] = new(() => InstanceNorm2d(4, 0.1), _image, (x, _) => functional.instance_norm(x, eps: 0.1)),
        ["InstanceNorm2d with weights"] = new(() => InstanceNorm2d(4, affine: true, dtype: float64), _image, (x, p) => functional.instance_norm(x, weight: p["weight"], bias: p["bias"]), "weight 4, bias 4"),
        ["ReLU"] = new(() => ReLU(), _image, (x, _) => x.relu()),
        ["ReLU6"] = new(() => ReLU6(), _image, (x, _) => x.relu6()),
        ["Hardswish"] = new(() => Hardswish(), _image, (x, _) => x.hardswish()),
        ["Hardsigmoid"] = new(() => Hardsigmoid(), _image, (x, _) => x.hardsigmoid()),
        ["Sigmoid"] = new(() => Sigmoid(), _image, (x, _) => x.sigmoid()),
        ["SiLU"] = new(() => SiLU(), _image, (x, _) => x.silu()),
        ["GELU"] = new(() => GELU(), _image, (x, _) => x.gelu()),
        ["Tanh"] = new(() => Tanh(), _image, (x, _) => x.tanh()),
        ["LeakyReLU"] = new(() => LeakyReLU(0.2), _image, (x, _) => x.leaky_relu(0.2)),
        ["Softmax"] = new(() => Softmax(1), _image, (x, _) => x.softmax(1)),
        ["LogSoftmax"] = new(() => LogSoftmax(-1), _image, (x, _) => x.log_softmax(-1)),
        ["Softplus"] = new(() => Softplus(2, 3), _image, (x, _) => x.softplus(2, 3)),
        ["Identity"] = new(() => Identity(), _image, (x, _) => x),
        ["Flatten"] = new(() => Flatten(2), _image, (x, _) => x.flatten(2)),
        ["MaxPool2d"] = new(() => MaxPool2d(3, 2, 1, 1, true), _image, (x, _) => functional.max_pool2d(x, 3, 2, 1, 1, true)),
        ["MaxPool2d of a rectangle"] = new(() => MaxPool2d([2, 3]), _image, (x, _) => functional.max_pool2d(x, [2, 3])),
        ["AvgPool2d"] = new(() => AvgPool2d(3, 2, 1, true, false), _image, (x, _) => functional.avg_pool2d(x, 3, 2, 1, true, false)),
        ["AvgPool2d of a rectangle"] = new(() => AvgPool2d([2, 3], divisor_override: 5), _image, (x, _) => functional.avg_pool2d(x, [2, 3], divisor_override: 5)),
        ["AdaptiveAvgPool2d"] = new(() => AdaptiveAvgPool2d(3), _image, (x, _) => functional.adaptive_avg_pool2d(x, 3)),
        ["AdaptiveAvgPool2d of a pair"] = new(() => AdaptiveAvgPool2d((2, 3)), _image, (x, _) => functional.adaptive_avg_pool2d(x, (2, 3))),
        ["AdaptiveAvgPool2d of an array"] = new(() => AdaptiveAvgPool2d([2, 3]), _image, (x, _) => functional.adaptive_avg_pool2d(x, [2, 3])),
        ["Upsample"] = new(() => Upsample(scale_factor: [2], mode: UpsampleMode.Bilinear, align_corners: true), _image, (x, _) => functional.interpolate(x, scale_factor: [2], mode: InterpolationMode.Bilinear, align_corners: true)),
        ["Upsample to a size"] = new(() => Upsample([7, 9]), _image, (x, _) => functional.interpolate(x, [7, 9])),
        ["PixelShuffle"] = new(() => PixelShuffle(2), _image, (x, _) => functional.pixel_shuffle(x, 2)),
        ["ZeroPad2d"] = new(() => ZeroPad2d(2), _image, (x, _) => functional.pad(x, (2, 2, 2, 2))),
    };

    private static readonly Dictionary<string, Func<bool, torch.nn.Module<Tensor, Tensor>>> _inPlace = new()
    {
        ["ReLU"] = ReLU,
        ["ReLU6"] = ReLU6,
        ["Hardswish"] = Hardswish,
        ["Hardsigmoid"] = Hardsigmoid,
        ["Sigmoid"] = Sigmoid,
        ["SiLU"] = SiLU,
        ["GELU"] = GELU,
        ["LeakyReLU"] = inplace => LeakyReLU(0.1, inplace),
    };

    public static TheoryData<string> Layers => [.. _layers.Keys];

    public static TheoryData<string> InPlace => [.. _inPlace.Keys];

    [Theory]
    [MemberData(nameof(Layers))]
    public void A_layer_gives_what_its_function_gives(string name)
    {
        using var scope = NewDisposeScope();
        var layer = _layers[name];
        using var module = layer.Create();
        Assert.Equal(layer.Parameters, string.Join(", ", module.named_parameters().Select(p => $"{p.name} {string.Join('x', p.parameter.shape)}")));
        Assert.All(module.parameters(), parameter => Assert.Equal((true, true), (parameter.requires_grad, parameter.is_leaf)));
        // Other values than the initial ones: a weight of one and a bias of zero would not show.
        using (no_grad()) foreach (var parameter in module.parameters()) parameter.normal_();
        var x = torch.randn(layer.Input, float64) * 3;
        var expected = layer.Function(x, module.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter));
        Assert.True(module.call(x).allclose(expected, 0, 1e-12), $"seed {Seed}");
        Assert.True(module.forward(x).Equals(module.call(x)));
        Assert.Equal(name.Split(' ', ',')[0], module.GetName());
    }

    [Theory]
    [MemberData(nameof(InPlace))]
    public void An_activation_in_place_gives_its_input_back(string name)
    {
        using var scope = NewDisposeScope();
        var x = torch.randn(20) * 3;
        using var apart = _inPlace[name](false);
        using var within = _inPlace[name](true);
        var before = x.clone();
        var expected = apart.call(x);
        Assert.True(x.Equals(before));
        Assert.Same(x, within.call(x));
        Assert.True(x.Equals(expected));
    }

    [Fact]
    public void A_transposed_convolution_reaches_the_size_that_is_asked_for()
    {
        using var scope = NewDisposeScope();
        using var module = ConvTranspose2d(2, 3, 3, 2, 1);
        var x = torch.randn(1, 2, 4, 5);
        Assert.Equal([1, 3, 7, 9], module.call(x).shape);
        Assert.Equal([1, 3, 8, 9], module.forward(x, [8, 9]).shape);
        Assert.True(module.forward(x, [8, 9]).allclose(functional.conv_transpose2d(x, module.weight, module.bias, [2, 2], [1, 1], [1, 0])));
        Assert.Throws<ArgumentException>(() => module.forward(x, [9, 9]));
    }

    [Fact]
    public void An_embedding_looks_rows_up_and_leaves_its_padding_alone()
    {
        using var scope = NewDisposeScope();
        using var module = Embedding(5, 3, padding_idx: -4);
        var numbers = torch.tensor(new long[,] { { 0, 1 }, { 4, 1 } });
        var found = module.call(numbers);
        Assert.True(found.Equals(module.weight[numbers.flatten()].reshape(2, 2, 3)));
        Assert.Equal([0f, 0f, 0f], module.weight[1].data<float>().ToArray());
        found.sum().backward();
        Assert.Equal([1.0, 0, 0, 0, 1], Nd.From(module.weight.grad![TensorIndex.Colon, 0]).Data);
        Assert.Throws<ArgumentException>(() => Embedding(5, 3, 5));
    }

    [Fact]
    public void Losses_as_modules_give_what_their_functions_give()
    {
        using var scope = NewDisposeScope();
        var (x, y, labels, weight) = (torch.randn(4, 3), torch.rand(4, 3), torch.tensor([0L, 2, 1, 2]), torch.rand(3));
        foreach (var reduction in Enum.GetValues<torch.nn.Reduction>())
        {
            Same(MSELoss(reduction), x, y, functional.mse_loss(x, y, reduction));
            Same(L1Loss(reduction), x, y, functional.l1_loss(x, y, reduction));
            Same(BCELoss(weight, reduction), x.sigmoid(), y, functional.binary_cross_entropy(x.sigmoid(), y, weight, reduction));
            Same(BCEWithLogitsLoss(weight, reduction, weight), x, y, functional.binary_cross_entropy_with_logits(x, y, weight, reduction, weight));
            Same(CrossEntropyLoss(weight, 1, reduction), x, labels, functional.cross_entropy(x, labels, weight, 1, reduction));
        }

        static void Same(torch.nn.Module<Tensor, Tensor, Tensor> loss, Tensor input, Tensor target, Tensor expected)
        {
            using (loss) Assert.True(loss.call(input, target).Equals(expected), loss.GetName());
        }
    }

    [Fact]
    public void Dropout_is_for_training_only()
    {
        using var scope = NewDisposeScope();
        using var elements = Dropout(0.5);
        using var channels = Dropout2d(0.5);
        var x = torch.ones(8, 64, 4, 4);
        Assert.InRange(elements.call(x).mean().ToDouble(), 0.85, 1.15);
        Assert.Equal(2f, channels.call(x).max().item<float>());
        elements.eval();
        channels.eval();
        Assert.True(elements.call(x).Equals(x));
        Assert.True(channels.call(x).Equals(x));
    }

    private static Layer Padded(PaddingModes mode) => new(() => Conv2d(4, 2, (3, 3), padding: (1, 2), padding_mode: mode, dtype: float64), _image, (x, p) => functional.conv2d(functional.pad(x, (2, 2, 1, 1), mode), p["weight"], p["bias"]), "weight 2x4x3x3, bias 2");

    private sealed record Layer(Func<torch.nn.Module<Tensor, Tensor>> Create, long[] Input, Func<Tensor, Dictionary<string, Tensor>, Tensor> Function, string Parameters = "");
}
