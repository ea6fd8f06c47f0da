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
        if (RowBands.Suit(skip, this) && _enlarge is ConvTranspose2d doubling)
            return _conv
                .InBands(skip.shape[2], skip.shape[3], rows => cat([rows.Of(skip), Enlarged(doubling, coarse, rows, skip.shape[3])], 1))
                .MoveToOuterDisposeScope();
        var enlarged = Fitted(_enlarge.call(coarse), skip);
        if (RowBands.Suit(skip, this))
            return _conv.InBands(skip.shape[2], skip.shape[3], rows => cat([rows.Of(skip), rows.Of(enlarged)], 1)).MoveToOuterDisposeScope();
        // The largest maps of the network: each is freed as soon as it was read.
        var joined = cat([skip, enlarged], 1);
        enlarged.Dispose();
        return _conv.Consume(joined).MoveToOuterDisposeScope();
    }

    // Halving an odd size drops a row or column: what is missing goes left and top first. The last axis comes first in the padding.
    private static Tensor Fitted(Tensor enlarged, Tensor skip)
    {
        long[] missing = [.. skip.shape.Zip(enlarged.shape, (wanted, found) => wanted - found).Skip(2)];
        return missing.All(size => size == 0)
            ? enlarged
            : functional.pad(enlarged, (long[])[.. missing.Reverse().SelectMany(size => (long[])[size / 2, size - size / 2])]);
    }

    // Rows of the doubled map: every row of the coarse one makes two, and where the image's size is odd the last row and column are missing.
    private static Tensor Enlarged(ConvTranspose2d doubling, Tensor coarse, Rows rows, long width)
    {
        var end = Math.Min(rows.End, 2 * coarse.shape[2]);
        var first = Math.Min(rows.First / 2, coarse.shape[2] - 1);
        var made = doubling.call(coarse.narrow(2, first, (end + 1) / 2 - first));
        var kept = made.narrow(2, rows.First - 2 * first, end - rows.First);
        var missing = width - made.shape[3];
        return missing == 0 && end == rows.End ? kept : functional.pad(kept, [missing / 2, missing - missing / 2, 0, rows.End - end]);
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
        if (RowBands.Suit(input, this))
            return InBands(input.shape[2], input.shape[3], rows => rows.Of(input));
        using var between = Half(0, input);
        return Half(3, between);
    }

    /// <summary>The same of large maps, band by band.</summary>
    /// <param name="height">Rows of the map.</param>
    /// <param name="width">Columns of the map.</param>
    /// <param name="input">Gives rows of it.</param>
    public Tensor InBands(long height, long width, Func<Rows, Tensor> input) =>
        RowBands.Of(
            height,
            width,
            2 * RowBands.Reach,
            (needed, asked) =>
            {
                var between = asked.With(RowBands.Reach, height);
                return OfRows(3, OfRows(0, input(needed), needed, between, height), between, asked, height);
            }
        );

    /// <summary>The same, of a map that nobody reads afterwards: its memory is free for the rest.</summary>
    /// <param name="input"><c>[B, C, H, W]</c>; this disposes it.</param>
    public Tensor Consume(Tensor input)
    {
        using var between = Half(0, input, isRead: true);
        return Half(3, between);
    }

    // Rows of half a layer from rows of its input. Beyond the map there are zeros, as there are around a whole one.
    private Tensor OfRows(int first, Tensor input, Rows given, Rows asked, long height)
    {
        var convolution = (Conv2d)_layers[first];
        var seen = asked.With(RowBands.Reach, height);
        var bordered = functional.pad(
            input.narrow(2, seen.First - given.First, seen.Count),
            [0, 0, asked.First == 0 ? RowBands.Reach : 0, asked.End == height ? RowBands.Reach : 0]
        );
        var convolved = functional.conv2d(bordered, convolution.weight.to(input.dtype), padding: [0, RowBands.Reach]);
        return _layers[first + 1].call(convolved).relu_();
    }

    private Tensor Half(int first, Tensor input, bool isRead = false)
    {
        using var convolved = _layers[first] is Conv2d flat ? flat.Apply(input) : _layers[first].call(input);
        if (isRead)
            input.Dispose();
        return _layers[first + 1].call(convolved).relu_();
    }
}
