namespace Backbones.LwNet;

/// <summary>
/// W-Net, two small U-Nets in a row: the second sees the image and what the first made of it. Source: Galdran, Anjos, Dolz, Chakor,
/// Lombaert and Ben Ayed, "State-of-the-art retinal vessel segmentation with minimalistic models", Scientific Reports 12, 2022. Its
/// state dictionary has the names of the published checkpoints (unet1.first, …, unet2.final).
/// </summary>
public sealed class WNet : Module<Tensor, Tensor>
{
    [ComponentName(Name = "unet1")]
    private readonly SmallUNet _unet1;

    [ComponentName(Name = "unet2")]
    private readonly SmallUNet _unet2;

    /// <summary>Builds the network with freshly initialised weights, from torch's default generator.</summary>
    public WNet(LwNetOptions options)
        : base(nameof(WNet))
    {
        _unet1 = new(options.InputChannels, options.Classes, options.Width);
        _unet2 = new(options.InputChannels + options.Classes, options.Classes, options.Width);
        RegisterComponents();
    }

    /// <summary>How often an image is halved.</summary>
    public static int Depth => SmallUNet.Depth;

    /// <summary>The second encoder's maps, the finest first: level i is <c>[B, Width·2^i, H/2^i, W/2^i]</c>.</summary>
    /// <param name="images">float <c>[B, InputChannels, H, W]</c>, H and W multiples of 4.</param>
    public Tensor[] Encode(Tensor images)
    {
        using var scope = NewDisposeScope();
        var levels = _unet2.Encode(cat([images, _unet1.call(images)], 1));
        foreach (var level in levels)
            level.MoveToOuterDisposeScope();
        return levels;
    }

    /// <summary>The second decoder's last map, <c>[B, Width, H, W]</c>.</summary>
    /// <param name="levels">What <see cref="Encode"/> returned; it stays the caller's.</param>
    public Tensor Decode(IReadOnlyList<Tensor> levels) => _unet2.Decode(levels);

    /// <summary>Logits <c>[B, Classes, H, W]</c> of the second decoder's last map.</summary>
    public Tensor Classify(Tensor features) => _unet2.Classify(features);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Classify(Decode(Encode(input))).MoveToOuterDisposeScope();
    }
}
