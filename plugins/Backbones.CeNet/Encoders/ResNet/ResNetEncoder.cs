using DeferredSeg.Abstractions.Backbones;
using TorchSharp.Modules;

namespace Backbones.CeNet.Encoders.ResNet;

/// <summary>
/// ResNet-18 without its classifier. Source: He et al., "Deep Residual Learning for Image Recognition", CVPR 2016. Its names are those of the
/// usual PyTorch weights (conv1, bn1, layer1 to layer4); no published CENet with this encoder was at hand to compare names with.
/// </summary>
internal sealed class ResNetEncoder : Encoder
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
