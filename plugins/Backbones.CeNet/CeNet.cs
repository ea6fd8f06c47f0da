using Backbones.CeNet.Decoding;

namespace Backbones.CeNet;

/// <summary>
/// CENet: a pyramid encoder, skip connections that enhance edges and attend differentially, a decoder of context attention, and an output
/// head that sees the image again. Source: Bozorgpour, Ghorbani Kolahi, Azad, Hacihaliloglu and Merhof, "CENet: Context Enhancement Network for
/// Medical Image Segmentation", MICCAI 2025. Its state dictionary has the names of the published checkpoints (backbone, decoder, out).
/// </summary>
public sealed class CeNet : Module<Tensor, Tensor>
{
    [ComponentName(Name = "backbone")]
    private readonly Module<Tensor, Tensor[]> _backbone;

    [ComponentName(Name = "decoder")]
    private readonly Decoder _decoder;

    [ComponentName(Name = "out")]
    private readonly OutHead _out;

    /// <summary>Builds the network with freshly initialised weights, from torch's default generator.</summary>
    /// <param name="options">Its shape.</param>
    /// <exception cref="ArgumentException">Options do not fit each other; the message says which.</exception>
    public CeNet(CeNetOptions options)
        : base(nameof(CeNet))
    {
        if (options.Check().FirstOrDefault() is { } problem)
            throw new ArgumentException(problem, nameof(options));
        Options = options;
        var shape = CeNetShape.Of(options);
        _backbone = shape.Pvt is { } pvt ? new PvtEncoder(pvt, options.DropPath, options.Precision) : new ResNetEncoder(options.Precision);
        _decoder = new(shape);
        _out = new(shape.Widths[0], options.InputChannels, options.Classes, options.OutMerge, options.OutUp, options.OutUpKernel);
        RegisterComponents();
    }

    /// <summary>The height and width at which it computes: its attention was built for maps of 56, 28 and 14 pixels.</summary>
    public static int Size => 224;

    /// <summary>The shape it was built with.</summary>
    public CeNetOptions Options { get; }

    /// <summary>Images at the network's own size: bilinear, corners not aligned, no smoothing before; a copy where they have it already.</summary>
    /// <param name="images">float <c>[B, InputChannels, H, W]</c>.</param>
    public static Tensor Fit(Tensor images) =>
        IsFit(images) ? images.clone() : functional.interpolate(images, [Size, Size], mode: InterpolationMode.Bilinear, align_corners: false);

    /// <summary>The encoder's maps, the finest first: strides 4, 8, 16 and 32.</summary>
    /// <param name="images">float <c>[B, InputChannels, 224, 224]</c>.</param>
    public Tensor[] Encode(Tensor images)
    {
        using var scope = NewDisposeScope();
        var maps = _backbone.call(images.shape[1] == 1 ? images.expand(-1, 3, -1, -1) : images);
        foreach (var map in maps)
            map.MoveToOuterDisposeScope();
        return maps;
    }

    /// <summary>The last map before the logits, <c>[B, C, 112, 112]</c>, its memory with the channels first.</summary>
    /// <param name="maps">What <see cref="Encode"/> returned; they stay the caller's.</param>
    /// <param name="images">The same images.</param>
    public Tensor Decode(Tensor[] maps, Tensor images)
    {
        using var decoded = _decoder.call(maps);
        return _out.Features(decoded, images);
    }

    /// <summary>Logits <c>[B, Classes, height, width]</c> of the last map: at 224 by 224, then bilinear to another size, corners not aligned.</summary>
    public Tensor Classify(Tensor features, long height, long width)
    {
        using var scope = NewDisposeScope();
        var logits = _out.Classify(features);
        var resized =
            height == Size && width == Size ? logits : functional.interpolate(logits, [height, width], mode: InterpolationMode.Bilinear, align_corners: false);
        return resized.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var images = IsFit(input) ? input : Fit(input);
        return Classify(Decode(Encode(images), images), input.shape[2], input.shape[3]).MoveToOuterDisposeScope();
    }

    private static bool IsFit(Tensor images) => images.shape[2] == Size && images.shape[3] == Size;
}
