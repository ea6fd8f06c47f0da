using DeferredSeg.Abstractions.Backbones;
using TorchSharp.Modules;

namespace Backbones.UNet;

/// <summary>
/// U-Net: an encoder that halves the image and doubles the channels, and a decoder that joins each level with the encoder's.
/// Source: Ronneberger, Fischer and Brox, "U-Net: Convolutional Networks for Biomedical Image Segmentation", MICCAI 2015, with
/// padded convolutions and batch normalisation, so that the logits have the size of the input; with three axes as in Çiçek et al., "3D U-Net", MICCAI
/// 2016. Its state dictionary has the names of the widely used PyTorch checkpoints (inc, down1, …, up1, …, outc).
/// </summary>
public sealed class UNet : Module<Tensor, Tensor>
{
    [ComponentName(Name = "inc")]
    private readonly DoubleConv _inc;
    private readonly Sequential[] _down;
    private readonly Up[] _up;

    // A convolution 1x1 with bias.
    [ComponentName(Name = "outc")]
    private readonly Sequential _outc;

    /// <summary>Builds the network with freshly initialised weights, from torch's default generator.</summary>
    public UNet(UNetOptions options)
        : base(nameof(UNet))
    {
        // What initialising leaves behind ends with the scope; the weights of convolutions do not.
        using var scope = NewDisposeScope();
        Options = options;
        int Channels(int level) => options.Width << level;
        var factor = options.Bilinear ? 2 : 1;
        var depth = options.Depth;

        _inc = new DoubleConv(options.InputChannels, Channels(0), Channels(0), options.Axes);
        _down =
        [
            .. Enumerable.Range(1, depth).Select(level => Down(Channels(level - 1), level == depth ? Channels(level) / factor : Channels(level), options.Axes)),
        ];
        _up =
        [
            .. Enumerable
                .Range(1, depth)
                .Select(step => new Up(
                    Channels(depth - step + 1),
                    step == depth ? Channels(0) : Channels(depth - step) / factor,
                    options.Bilinear,
                    options.Axes
                )),
        ];
        _outc = Sequential(("conv", AxisLayers.Convolution(options.Axes, Channels(0), options.Classes, 1, padding: 0, bias: true)));

        // One by one, in the order in which published checkpoints and messages about them list the parts.
        register_module("inc", _inc);
        for (var i = 0; i < depth; i++)
            register_module($"down{i + 1}", _down[i]);
        for (var i = 0; i < depth; i++)
            register_module($"up{i + 1}", _up[i]);
        RegisterComponents();
    }

    /// <summary>The shape it was built with.</summary>
    public UNetOptions Options { get; }

    /// <summary>The smallest height and width: each halving leaves at least one pixel.</summary>
    public int SmallestInput => 1 << Options.Depth;

    /// <summary>The encoder's maps, finest first: Depth + 1 tensors of the images' type, level i at stride 2^i.</summary>
    /// <param name="images">float <c>[B, InputChannels, H, W]</c>.</param>
    public Tensor[] Encode(Tensor images)
    {
        using var scope = NewDisposeScope();
        var levels = new Tensor[Options.Depth + 1];
        var arranged = Options.Precision == EncoderPrecision.Float32 ? Arranged(images, _inc) : ChannelsLast.Of(images);
        levels[0] = _inc.call(arranged.To(Options.Precision));
        for (var i = 0; i < _down.Length; i++)
            levels[i + 1] = _down[i].call(levels[i]);
        return [.. levels.Select(level => level.to(images.dtype).MoveToOuterDisposeScope())];
    }

    /// <summary>The decoder's last map, <c>[B, Width, H, W]</c>.</summary>
    /// <param name="levels">What <see cref="Encode"/> returned; it stays the caller's.</param>
    public Tensor Decode(IReadOnlyList<Tensor> levels)
    {
        using var scope = NewDisposeScope();
        var map = Arranged(levels[^1], _up[0]);
        for (var i = 0; i < _up.Length; i++)
        {
            using var skip = Arranged(levels[_up.Length - 1 - i], _up[i]);
            var finer = _up[i].call(map, skip);
            map.Dispose();
            map = finer;
        }
        return map.MoveToOuterDisposeScope();
    }

    /// <summary>Logits <c>[B, Classes, H, W]</c> of the decoder's last map.</summary>
    public Tensor Classify(Tensor features) => _outc.call(features);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Classify(Decode(Encode(input))).MoveToOuterDisposeScope();
    }

    /// <summary>Halves the map, then a double convolution.</summary>
    private static Sequential Down(int inputs, int outputs, int axes) =>
        Sequential(("maxpool_conv", Sequential(axes == 2 ? MaxPool2d(2) : MaxPool3d(2), new DoubleConv(inputs, outputs, outputs, axes))));

    // Whatever layout a map came in, the numbers are the same. Faster with the channels first; but float32 batch statistics are less exact there.
    private static Tensor Arranged(Tensor map, Module part) => part.training || map.dim() != 4 ? map.contiguous() : ChannelsLast.Of(map);
}

/// <summary>Doubles the map, pads it to the encoder's of the same level, joins the two and convolves.</summary>
internal sealed class Up : Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "up")]
    private readonly Module<Tensor, Tensor> _enlarge;

    [ComponentName(Name = "conv")]
    private readonly DoubleConv _conv;

    public Up(int inputs, int outputs, bool bilinear, int axes)
        : base(nameof(Up))
    {
        _enlarge = bilinear ? AxisLayers.Doubling(axes) : AxisLayers.Transposed(axes, inputs, inputs / 2);
        _conv = new DoubleConv(inputs, outputs, bilinear ? inputs / 2 : outputs, axes);
        RegisterComponents();
    }

    public override Tensor forward(Tensor coarse, Tensor skip)
    {
        using var scope = NewDisposeScope();
        var enlarged = _enlarge.call(coarse);
        // Halving an odd size drops a row or column: what is missing goes left and top first. The last axis comes first in the padding.
        long[] missing = [.. skip.shape.Zip(enlarged.shape, (wanted, found) => wanted - found).Skip(2)];
        if (missing.Any(size => size != 0))
            enlarged = functional.pad(enlarged, (long[])[.. missing.Reverse().SelectMany(size => (long[])[size / 2, size - size / 2])]);
        // The largest maps of the network: each is freed as soon as it was read.
        var joined = cat([skip, enlarged], 1);
        enlarged.Dispose();
        return _conv.Consume(joined).MoveToOuterDisposeScope();
    }
}

/// <summary>Twice: convolution 3x3 without bias (padding 1), batch normalisation, ReLU.</summary>
internal sealed class DoubleConv : Module<Tensor, Tensor>
{
    [ComponentName(Name = "double_conv")]
    private readonly Sequential _layers;

    public DoubleConv(int inputs, int outputs, int between, int axes)
        : base(nameof(DoubleConv))
    {
        _layers = Sequential(
            AxisLayers.Convolution(axes, inputs, between, 3, padding: 1, bias: false),
            AxisLayers.Normalisation(axes, between),
            ReLU(inplace: true),
            AxisLayers.Convolution(axes, between, outputs, 3, padding: 1, bias: false),
            AxisLayers.Normalisation(axes, outputs),
            ReLU(inplace: true)
        );
        RegisterComponents();
    }

    /// <param name="input"><c>[B, C, …]</c>; convolutions, activations and the result have its type.</param>
    public override Tensor forward(Tensor input)
    {
        using var between = Half(0, input);
        return Half(3, between);
    }

    /// <summary>The same, of a map that nobody reads afterwards: its memory is free for the rest.</summary>
    /// <param name="input"><c>[B, C, H, W]</c>; this disposes it.</param>
    public Tensor Consume(Tensor input)
    {
        using var between = Half(0, input, isRead: true);
        return Half(3, between);
    }

    private Tensor Half(int first, Tensor input, bool isRead = false)
    {
        using var convolved = _layers[first] is Conv2d flat ? flat.Apply(input) : _layers[first].call(input);
        if (isRead)
            input.Dispose();
        return _layers[first + 1].call(convolved).relu_();
    }
}
