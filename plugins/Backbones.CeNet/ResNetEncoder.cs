using DeferredSeg.Abstractions.Backbones;
using TorchSharp.Modules;

namespace Backbones.CeNet;

/// <summary>
/// ResNet-18 without its classifier: from images <c>[B, 3, H, W]</c> to four maps of strides 4, 8, 16 and 32, the finest first, in the
/// images' type. Source: He et al., "Deep Residual Learning for Image Recognition", CVPR 2016. Its names are those of the
/// usual PyTorch weights (conv1, bn1, layer1 to layer4); no published CENet with this encoder was at hand to compare names with.
/// </summary>
internal sealed class ResNetEncoder : Module<Tensor, Tensor[]>
{
    [ComponentName(Name = "conv1")]
    private readonly Conv2d _conv1;

    [ComponentName(Name = "bn1")]
    private readonly BatchNorm2d _bn1;
    private readonly Sequential[] _layers;
    private readonly EncoderPrecision _precision;

    /// <param name="precision">What convolutions and activations compute with.</param>
    public ResNetEncoder(EncoderPrecision precision)
        : base(nameof(ResNetEncoder))
    {
        _precision = precision;
        _conv1 = Conv2d(3, 64, 7, stride: 2, padding: 3, bias: false);
        _bn1 = BatchNorm2d(64);
        _layers =
        [
            .. Enumerable
                .Range(0, 4)
                .Select(stage =>
                    Sequential(new ResNetBlock(stage == 0 ? 64 : 32 << stage, 64 << stage, stage == 0 ? 1 : 2), new ResNetBlock(64 << stage, 64 << stage, 1))
                ),
        ];
        RegisterComponents();
        for (var stage = 0; stage < _layers.Length; stage++)
            register_module($"layer{stage + 1}", _layers[stage]);
        foreach (var convolution in modules().OfType<Conv2d>())
            init.kaiming_normal_(convolution.weight!, mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU);
    }

    public override Tensor[] forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        var maps = new Tensor[_layers.Length];
        var map = functional.max_pool2d(_bn1.call(_conv1.Apply(ChannelsLast.Of(images).To(_precision))).relu_(), 3, stride: 2, padding: 1);
        for (var stage = 0; stage < maps.Length; stage++)
            maps[stage] = map = _layers[stage].call(map);
        return [.. maps.Select(level => level.to(images.dtype).MoveToOuterDisposeScope())];
    }
}

/// <summary>Two convolutions 3x3 with batch normalisation and a shortcut, which is projected where size or channels change.</summary>
internal sealed class ResNetBlock : Module<Tensor, Tensor>
{
    [ComponentName(Name = "conv1")]
    private readonly Conv2d _conv1;

    [ComponentName(Name = "bn1")]
    private readonly BatchNorm2d _bn1;

    [ComponentName(Name = "conv2")]
    private readonly Conv2d _conv2;

    [ComponentName(Name = "bn2")]
    private readonly BatchNorm2d _bn2;

    [ComponentName(Name = "downsample")]
    private readonly Sequential? _downsample;

    public ResNetBlock(int inputs, int outputs, int stride)
        : base(nameof(ResNetBlock))
    {
        _conv1 = Conv2d(inputs, outputs, 3, stride: stride, padding: 1, bias: false);
        _bn1 = BatchNorm2d(outputs);
        _conv2 = Conv2d(outputs, outputs, 3, padding: 1, bias: false);
        _bn2 = BatchNorm2d(outputs);
        if (stride != 1 || inputs != outputs)
            _downsample = Sequential(Conv2d(inputs, outputs, 1, stride: stride, bias: false), BatchNorm2d(outputs));
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var inner = _bn2.call(_conv2.Apply(_bn1.call(_conv1.Apply(maps)).relu_()));
        return inner.add_(Shortcut(maps)).relu_().MoveToOuterDisposeScope();
    }

    private Tensor Shortcut(Tensor maps) => _downsample is null ? maps : ((Module<Tensor, Tensor>)_downsample[1]).call(((Conv2d)_downsample[0]).Apply(maps));
}
