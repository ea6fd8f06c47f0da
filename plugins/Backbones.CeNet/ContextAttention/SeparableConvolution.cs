using Backbones.CeNet.Attention;
using TorchSharp.Modules;

namespace Backbones.CeNet.ContextAttention;

/// <summary>A dilated depthwise convolution 3x3 and a convolution 1x1, both without bias, each with batch normalisation and ReLU.</summary>
internal sealed class SeparableConvolution : Module<Tensor, Tensor>
{
    private readonly Conv2d _depthwise;
    private readonly BatchNorm2d _depthwiseNorm;
    private readonly Conv2d _pointwise;
    private readonly BatchNorm2d _pointwiseNorm;

    public SeparableConvolution(int channels, int rate)
        : base(nameof(SeparableConvolution))
    {
        _depthwise = Conv2d(channels, channels, 3, padding: rate, dilation: rate, groups: channels, bias: false);
        _depthwiseNorm = BatchNorm2d(channels);
        _pointwise = Conv2d(channels, channels, 1, bias: false);
        _pointwiseNorm = BatchNorm2d(channels);
        register_module("depthwise", _depthwise);
        register_module("depthwise_bn", _depthwiseNorm);
        register_module("pointwise", _pointwise);
        register_module("pointwise_bn", _pointwiseNorm);
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var filtered = _depthwiseNorm.call(_depthwise.call(ChannelsLast.Of(maps))).relu_();
        return _pointwiseNorm.call(Pointwise.Maps(_pointwise, filtered)).relu_().MoveToOuterDisposeScope();
    }
}
