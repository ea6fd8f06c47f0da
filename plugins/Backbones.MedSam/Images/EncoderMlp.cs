using Backbones.MedSam.Layers;
using TorchSharp.Modules;

namespace Backbones.MedSam.Images;

/// <summary>Linear, exact GELU, linear.</summary>
internal sealed class EncoderMlp : Module<Tensor, Tensor>
{
    [ComponentName(Name = "lin1")]
    private readonly Linear _lin1;

    [ComponentName(Name = "lin2")]
    private readonly Linear _lin2;

    public EncoderMlp(int width, int hidden)
        : base(nameof(EncoderMlp))
    {
        _lin1 = Linear(width, hidden);
        _lin2 = Linear(hidden, width);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var hidden = _lin1.Apply(input);
        // The hidden layer is the encoder's largest; it is written over where no gradient needs it.
        return _lin2.Apply(functional.gelu(hidden, inplace: !hidden.requires_grad)).MoveToOuterDisposeScope();
    }
}
