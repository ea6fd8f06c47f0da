using Backbones.CeNet.Attention;
using TorchSharp.Modules;

namespace Backbones.CeNet.ContextAttention;

/// <summary>A dilated depthwise convolution 3x3 and a convolution 1x1, both without bias, each with batch normalisation and ReLU.</summary>
internal sealed class SeparableConvolution : Module<Tensor, Tensor>
{
    [ComponentName(Name = "depthwise")]
    private readonly Conv2d _depthwise;

    [ComponentName(Name = "depthwise_bn")]
    private readonly BatchNorm2d _depthwiseNorm;

    [ComponentName(Name = "pointwise")]
    private readonly Conv2d _pointwise;

    [ComponentName(Name = "pointwise_bn")]
    private readonly BatchNorm2d _pointwiseNorm;

    public SeparableConvolution(int channels, int rate)
        : base(nameof(SeparableConvolution))
    {
        _depthwise = Conv2d(channels, channels, 3, padding: rate, dilation: rate, groups: channels, bias: false);
        _depthwiseNorm = BatchNorm2d(channels);
        _pointwise = Conv2d(channels, channels, 1, bias: false);
        _pointwiseNorm = BatchNorm2d(channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var filtered = _depthwiseNorm.call(_depthwise.call(ChannelsLast.Of(maps))).relu_();
        return _pointwiseNorm.call(Pointwise.Maps(_pointwise, filtered)).relu_().MoveToOuterDisposeScope();
    }
}
