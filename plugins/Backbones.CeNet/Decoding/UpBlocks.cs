using TorchSharp.Modules;

namespace Backbones.CeNet.Decoding;

/// <summary>The blocks that double a map's height and width, by kind.</summary>
internal static class UpBlocks
{
    private const double Slope = 0.2;

    /// <param name="kind">Which.</param>
    /// <param name="inputs">Channels of the map.</param>
    /// <param name="outputs">Channels of the doubled map.</param>
    /// <param name="kernel">The convolution's kernel, an odd number.</param>
    public static Module<Tensor, Tensor> Of(UpBlockKind kind, int inputs, int outputs, int kernel) =>
        kind switch
        {
            UpBlockKind.Eucb => new Eucb(inputs, outputs, kernel),
            UpBlockKind.Upcn => Sequential(
                (
                    "up",
                    Sequential(
                        Bilinear(),
                        Conv2d(inputs, outputs, kernel, padding: kernel / 2, bias: false),
                        BatchNorm2d(outputs),
                        LeakyReLU(Slope, inplace: true)
                    )
                )
            ),
            UpBlockKind.Uptc => Sequential(
                ("up", Sequential(("conv", ConvTranspose2d(inputs, outputs, kernel, stride: 2, padding: kernel / 2, output_padding: 1, bias: false))))
            ),
            UpBlockKind.Uprb => Sequential(("up", Sequential(Bilinear(), new ResidualBlock(inputs, outputs, kernel)))),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "It is no kind of block that doubles a map."),
        };

    private static Upsample Bilinear() => Upsample(scale_factor: [2, 2], mode: UpsampleMode.Bilinear, align_corners: true);
}

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
