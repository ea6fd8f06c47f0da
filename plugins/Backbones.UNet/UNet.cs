using DeferredSeg.Abstractions.Backbones;

namespace Backbones.UNet;

/// <summary>
/// U-Net: an encoder that halves the image and doubles the channels, and a decoder that joins each level with the encoder's.
/// Source: Ronneberger, Fischer and Brox, "U-Net: Convolutional Networks for Biomedical Image Segmentation", MICCAI 2015, with
/// padded convolutions and batch normalisation, so that the logits have the size of the input. Its state dictionary has the
/// names of the widely used PyTorch checkpoints (inc, down1, …, up1, …, outc).
/// </summary>
public sealed class UNet : Module<Tensor, Tensor>
{
    [ComponentName(Name = "inc")]
    private readonly DoubleConv _inc;
    private readonly Down[] _down;
    private readonly Up[] _up;

    [ComponentName(Name = "outc")]
    private readonly OutConv _outc;

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

        _inc = new DoubleConv(options.InputChannels, Channels(0), Channels(0));
        _down = [.. Enumerable.Range(1, depth).Select(level => new Down(Channels(level - 1), level == depth ? Channels(level) / factor : Channels(level)))];
        _up =
        [
            .. Enumerable
                .Range(1, depth)
                .Select(step => new Up(Channels(depth - step + 1), step == depth ? Channels(0) : Channels(depth - step) / factor, options.Bilinear)),
        ];
        _outc = new OutConv(Channels(0), options.Classes);

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

    // Whatever layout a map came in, the numbers are the same. Faster with the channels first; but float32 batch statistics are less exact there.
    private static Tensor Arranged(Tensor map, Module part) => part.training ? map.contiguous() : ChannelsLast.Of(map);
}
