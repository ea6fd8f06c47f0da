using TorchSharp.Modules;

namespace Backbones.LwNet;

/// <summary>
/// Twice convolution 3x3, ReLU, batch normalisation (in this order), plus a shortcut of convolution 1x1 and batch normalisation.
/// </summary>
internal sealed class ResidualBlock : Module<Tensor, Tensor>
{
    [ComponentName(Name = "shortcut")]
    private readonly Sequential _shortcut;

    [ComponentName(Name = "block")]
    private readonly Sequential _block;

    public ResidualBlock(int inputs, int outputs)
        : base(nameof(ResidualBlock))
    {
        _shortcut = Sequential(Conv2d(inputs, outputs, 1, bias: false), BatchNorm2d(outputs));
        _block = Sequential(
            Conv2d(inputs, outputs, 3, padding: 1),
            ReLU(),
            BatchNorm2d(outputs),
            Conv2d(outputs, outputs, 3, padding: 1),
            ReLU(),
            BatchNorm2d(outputs)
        );
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return (_block.call(input) + _shortcut.call(input)).MoveToOuterDisposeScope();
    }
}
