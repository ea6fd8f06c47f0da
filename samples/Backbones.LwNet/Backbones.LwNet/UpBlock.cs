namespace Backbones.LwNet;

/// <summary>Doubles the map, joins it with the encoder's map of that size, which passes a bridge of its own, and convolves.</summary>
internal sealed class UpBlock : Module<Tensor, Tensor, Tensor>
{
    [ComponentName(Name = "up_layer")]
    private readonly NamedBlock _enlarge;

    [ComponentName(Name = "conv_layer")]
    private readonly ResidualBlock _conv;

    [ComponentName(Name = "conv_bridge_layer")]
    private readonly NamedBlock _bridge;

    public UpBlock(int inputs, int outputs)
        : base(nameof(UpBlock))
    {
        _enlarge = new(ConvTranspose2d(inputs, outputs, 2, stride: 2));
        _bridge = new(Conv2d(outputs, outputs, 3, padding: 1), ReLU(), BatchNorm2d(outputs));
        _conv = new(2 * outputs, outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor coarse, Tensor skip)
    {
        using var scope = NewDisposeScope();
        return _conv
            .call(cat([_enlarge.call(coarse), _bridge.call(skip)], 1))
            .MoveToOuterDisposeScope();
    }
}
