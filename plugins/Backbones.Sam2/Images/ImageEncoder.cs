namespace Backbones.Sam2.Images;

/// <summary>
/// SAM 2's image encoder: a hierarchical vision transformer, and a pyramid of its four stages.
/// Sources: Ravi et al., "SAM 2: Segment Anything in Images and Videos", 2024; Ryali et al., "Hiera: A Hierarchical Vision Transformer without the
/// Bells-and-Whistles", ICML 2023; for the positions Bolya et al., "Window Attention is Bugged", ICLR 2024.
/// </summary>
internal sealed class ImageEncoder : Module
{
    public const int Channels = 3;

    [ComponentName(Name = "trunk")]
    private readonly HieraTrunk _trunk;

    [ComponentName(Name = "neck")]
    private readonly FeaturePyramid _neck;

    public ImageEncoder(Sam2Options options)
        : base(nameof(ImageEncoder))
    {
        var shape = HieraShape.Of(options);
        _trunk = new(shape, options.Precision);
        _neck = new([.. shape.Blocks.Where(block => block.EndsStage).Select(block => block.Width)], options);
        RegisterComponents();
    }

    /// <summary>Encodes images.</summary>
    /// <param name="images">float32 <c>[B, 3, H, W]</c>.</param>
    /// <param name="seen">Is shown every block's number and its result <c>[B, h, w, C]</c>, which it must not keep.</param>
    /// <param name="cancellation">Looked at before every block.</param>
    /// <returns>The pyramid's four levels <c>[B, embedding channels, H / s, W / s]</c>, s = 4, 8, 16 and 32; in the innermost dispose scope.</returns>
    public IReadOnlyList<Tensor> Encode(Tensor images, Action<int, Tensor>? seen = null, CancellationToken cancellation = default) =>
        _neck.Levels(_trunk.Stages(images, seen, cancellation));
}
