using TorchSharp.Modules;

namespace Backbones.CeNet.Encoders.ResNet;

/// <summary>Two convolutions 3x3 with batch normalisation beside a shortcut, which is projected where size or channels change.</summary>
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
