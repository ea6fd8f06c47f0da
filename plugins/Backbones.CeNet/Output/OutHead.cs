using Backbones.CeNet.Enlarging;
using Backbones.CeNet.Options;
using TorchSharp.Modules;

namespace Backbones.CeNet.Output;

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
        _out = Sequential(new ResidualBlock(joined, joined, 3), new ClassConvolution(joined, classes));
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
