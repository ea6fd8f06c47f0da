using TorchSharp.Modules;

namespace Backbones.CeNet.Decoding;

/// <summary>
/// From the decoder's map at stride 4 and the image itself to logits: the map is doubled, the image is convolved and halved, both meet at
/// stride 2 and pass a residual block and a convolution 1x1, whose logits are doubled bilinearly (corners not aligned).
/// </summary>
internal sealed class OutHead : Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "w")]
    private readonly Parameter _w;

    [ComponentName(Name = "out")]
    private readonly Sequential _out;

    [ComponentName(Name = "up")]
    private readonly Module<Tensor, Tensor> _up;

    [ComponentName(Name = "rb")]
    private readonly Sequential _image;
    private readonly MergeMode _merge;

    /// <param name="width">Channels of the decoder's map; half of them are the image's.</param>
    /// <param name="inputChannels">Channels of the image.</param>
    /// <param name="classes">Channels of the logits.</param>
    /// <param name="merge">How the two meet.</param>
    /// <param name="up">How the map is doubled.</param>
    /// <param name="kernel">The kernel of that.</param>
    public OutHead(int width, int inputChannels, int classes, MergeMode merge, UpBlockKind up, int kernel)
        : base(nameof(OutHead))
    {
        _merge = merge;
        var half = width / 2;
        var joined = merge == MergeMode.Cat ? 2 * half : half;
        _w = Parameter(ones(1, half, 1, 1));
        _out = Sequential(new ResidualBlock(joined, joined, 3), Sequential(("conv", ResidualBlock.Convolution(joined, classes, 1, bias: true))));
        _up = UpBlocks.Of(up, width, half, kernel);
        _image = Sequential(new ResidualBlock(inputChannels, half, 5), MaxPool2d(2));
        RegisterComponents();
    }

    /// <summary>The last map before the logits, <c>[B, C, H/2, W/2]</c>: C is the decoder's channels with cat, half of them with add.</summary>
    /// <param name="decoded">The decoder's map, <c>[B, width, H/4, W/4]</c>.</param>
    /// <param name="images"><c>[B, inputChannels, H, W]</c>.</param>
    public Tensor Features(Tensor decoded, Tensor images)
    {
        using var scope = NewDisposeScope();
        return _out[0].call(Joined(decoded, images)).MoveToOuterDisposeScope();
    }

    /// <summary>Logits <c>[B, K, H, W]</c> of the features.</summary>
    public Tensor Classify(Tensor features)
    {
        using var scope = NewDisposeScope();
        return functional
            .interpolate(_out[1].call(features).contiguous(), scale_factor: [2, 2], mode: InterpolationMode.Bilinear, align_corners: false)
            .MoveToOuterDisposeScope();
    }

    public override Tensor forward(Tensor decoded, Tensor images)
    {
        using var features = Features(decoded, images);
        return Classify(features);
    }

    private Tensor Joined(Tensor decoded, Tensor images)
    {
        using var scope = NewDisposeScope();
        var image = _image.call(ChannelsLast.Of(images)).mul(_w);
        var map = _up.call(decoded);
        return (_merge == MergeMode.Cat ? cat([map, image], 1) : map.add(image)).MoveToOuterDisposeScope();
    }
}

/// <summary>Two convolutions with batch normalisation and LeakyReLU .01, and a shortcut, which is projected where the channels change.</summary>
internal sealed class ResidualBlock : Module<Tensor, Tensor>
{
    private const double Slope = 0.01;

    [ComponentName(Name = "conv1")]
    private readonly Sequential _conv1;

    [ComponentName(Name = "conv2")]
    private readonly Sequential _conv2;

    [ComponentName(Name = "norm1")]
    private readonly BatchNorm2d _norm1;

    [ComponentName(Name = "norm2")]
    private readonly BatchNorm2d _norm2;

    [ComponentName(Name = "conv3")]
    private readonly Sequential? _conv3;

    [ComponentName(Name = "norm3")]
    private readonly BatchNorm2d? _norm3;

    public ResidualBlock(int inputs, int outputs, int kernel)
        : base(nameof(ResidualBlock))
    {
        _conv1 = Convolution(inputs, outputs, kernel);
        _conv2 = Convolution(outputs, outputs, kernel);
        _norm1 = BatchNorm2d(outputs);
        _norm2 = BatchNorm2d(outputs);
        if (inputs != outputs)
        {
            _conv3 = Convolution(inputs, outputs, 1);
            _norm3 = BatchNorm2d(outputs);
        }
        RegisterComponents();
    }

    /// <summary>A convolution that keeps the size, under the name <c>conv</c>, as the weights have it.</summary>
    public static Sequential Convolution(int inputs, int outputs, int kernel, bool bias = false) =>
        Sequential(("conv", Conv2d(inputs, outputs, kernel, padding: kernel / 2, bias: bias)));

    public override Tensor forward(Tensor maps)
    {
        using var first = Normalised(_conv1, _norm1, maps).leaky_relu_(Slope);
        var inner = Normalised(_conv2, _norm2, first);
        if (_conv3 is null)
            return inner.add_(maps).leaky_relu_(Slope);
        using var shortcut = Normalised(_conv3, _norm3!, maps);
        return inner.add_(shortcut).leaky_relu_(Slope);
    }

    private static Tensor Normalised(Sequential convolution, BatchNorm2d norm, Tensor maps)
    {
        // At 224 by 224 pixels a map of 32 channels has 6 MiB: each goes as soon as the next is there.
        using var convolved = convolution.call(maps);
        return norm.call(convolved);
    }
}
