namespace Backbones.LwNet;

/// <summary>Doubles the map, joins it with the encoder's map of that size, which passes a bridge of its own, and convolves.</summary>
internal sealed class UpBlock : Module<Tensor, Tensor, Tensor>
{
    private readonly NamedBlock _enlarge;
    private readonly NamedBlock _bridge;
    private readonly ResidualBlock _conv;

    public UpBlock(int inputs, int outputs)
        : base(nameof(UpBlock))
    {
        _enlarge = new(ConvTranspose2d(inputs, outputs, 2, stride: 2));
        _bridge = new(Conv2d(outputs, outputs, 3, padding: 1), ReLU(), BatchNorm2d(outputs));
        _conv = new(2 * outputs, outputs);
        register_module("up_layer", _enlarge);
        register_module("conv_layer", _conv);
        register_module("conv_bridge_layer", _bridge);
    }

    public override Tensor forward(Tensor coarse, Tensor skip)
    {
        using var scope = NewDisposeScope();
        return _conv.call(cat([_enlarge.call(coarse), _bridge.call(skip)], 1)).MoveToOuterDisposeScope();
    }
}
