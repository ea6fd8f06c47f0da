using Backbones.CeNet.Attention;
using TorchSharp.Modules;

namespace Backbones.CeNet.Enlarging;

/// <summary>
/// Efficient up-convolution (EUCB): nearest neighbour, depthwise convolution, batch normalisation, LeakyReLU .2, convolution 1x1 with bias.
/// The channel shuffle between the last two has as many groups as channels in the published network, which leaves every channel in its place.
/// </summary>
internal sealed class Eucb : Module<Tensor, Tensor>
{
    [ComponentName(Name = "up_dwc")]
    private readonly Sequential _enlarge;

    [ComponentName(Name = "pwc")]
    private readonly Sequential _pointwise;

    public Eucb(int inputs, int outputs, int kernel)
        : base(nameof(Eucb))
    {
        _pointwise = Sequential(Conv2d(inputs, outputs, 1));
        _enlarge = Sequential(
            Upsample(scale_factor: [2, 2]),
            Conv2d(inputs, inputs, kernel, padding: kernel / 2, groups: inputs, bias: false),
            BatchNorm2d(inputs),
            LeakyReLU(0.2, inplace: true)
        );
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var enlarged = _enlarge.call(maps);
        return Pointwise.Maps((Conv2d)_pointwise[0], enlarged);
    }
}
