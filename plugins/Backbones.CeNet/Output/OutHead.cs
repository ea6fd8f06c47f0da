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
    private readonly Parameter _w;
    private readonly ResidualBlock _join;
    private readonly ClassConvolution _classify;
    private readonly Module<Tensor, Tensor> _up;
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
        _join = new(joined, joined, 3);
        _classify = new(joined, classes);
        _up = UpBlocks.Of(up, width, half, kernel);
        _image = Sequential(new ResidualBlock(inputChannels, half, 5), MaxPool2d(2));
        register_parameter("w", _w);
        register_module("out", Sequential(_join, _classify));
        register_module("up", _up);
        register_module("rb", _image);
    }

    /// <summary>The last map before the logits, <c>[B, C, H/2, W/2]</c>: C is the decoder's channels with cat, half of them with add.</summary>
    /// <param name="decoded">The decoder's map, <c>[B, width, H/4, W/4]</c>.</param>
    /// <param name="images"><c>[B, inputChannels, H, W]</c>.</param>
    public Tensor Features(Tensor decoded, Tensor images)
    {
        using var scope = NewDisposeScope();
        return _join.call(Joined(decoded, images)).MoveToOuterDisposeScope();
    }

    /// <summary>Logits <c>[B, K, H, W]</c> of the features.</summary>
    public Tensor Classify(Tensor features)
    {
        using var scope = NewDisposeScope();
        return functional.interpolate(_classify.call(features).contiguous(), scale_factor: [2, 2], mode: InterpolationMode.Bilinear, align_corners: false).MoveToOuterDisposeScope();
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
