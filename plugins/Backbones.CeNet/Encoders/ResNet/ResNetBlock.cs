using TorchSharp.Modules;

namespace Backbones.CeNet.Encoders.ResNet;

/// <summary>Two convolutions 3x3 with batch normalisation beside a shortcut, which is projected where size or channels change.</summary>
internal sealed class ResNetBlock : Module<Tensor, Tensor>
{
    private readonly Conv2d _conv1;
    private readonly BatchNorm2d _bn1;
    private readonly Conv2d _conv2;
    private readonly BatchNorm2d _bn2;
    private readonly Sequential? _downsample;

    public ResNetBlock(int inputs, int outputs, int stride)
        : base(nameof(ResNetBlock))
    {
        _conv1 = Conv2d(inputs, outputs, 3, stride: stride, padding: 1, bias: false);
        _bn1 = BatchNorm2d(outputs);
        _conv2 = Conv2d(outputs, outputs, 3, padding: 1, bias: false);
        _bn2 = BatchNorm2d(outputs);
        register_module("conv1", _conv1);
        register_module("bn1", _bn1);
        register_module("conv2", _conv2);
        register_module("bn2", _bn2);
        if (stride == 1 && inputs == outputs) return;
        _downsample = Sequential(Conv2d(inputs, outputs, 1, stride: stride, bias: false), BatchNorm2d(outputs));
        register_module("downsample", _downsample);
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var inner = _bn2.call(_conv2.call(_bn1.call(_conv1.call(maps)).relu_()));
        return inner.add_(_downsample?.call(maps) ?? maps).relu_().MoveToOuterDisposeScope();
    }
}
