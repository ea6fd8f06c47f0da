namespace Backbones.UNet;

/// <summary>Doubles the map, pads it to the encoder's of the same level, joins the two and convolves.</summary>
internal sealed class Up : Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "up")]
    private readonly Module<Tensor, Tensor> _enlarge;

    [ComponentName(Name = "conv")]
    private readonly DoubleConv _conv;

    public Up(int inputs, int outputs, bool bilinear)
        : base(nameof(Up))
    {
        _enlarge = bilinear
            ? Upsample(scale_factor: [2, 2], mode: UpsampleMode.Bilinear, align_corners: true)
            : ConvTranspose2d(inputs, inputs / 2, 2, stride: 2);
        _conv = new DoubleConv(inputs, outputs, bilinear ? inputs / 2 : outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor coarse, Tensor skip)
    {
        using var scope = NewDisposeScope();
        var enlarged = _enlarge.call(coarse);
        var (height, width) = (skip.shape[2] - enlarged.shape[2], skip.shape[3] - enlarged.shape[3]);
        // Halving an odd size drops a row or column: what is missing goes left and top first.
        if (height != 0 || width != 0)
            enlarged = functional.pad(enlarged, (width / 2, width - width / 2, height / 2, height - height / 2));
        return _conv.call(cat([skip, enlarged], 1)).MoveToOuterDisposeScope();
    }
}
