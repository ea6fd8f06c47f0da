using TorchSharp.Modules;

namespace Backbones.MedSam.Decoding;

/// <summary>Linear, ReLU, linear.</summary>
internal sealed class TokenMlp : Module<Tensor, Tensor>
{
    [ComponentName(Name = "lin1")]
    private readonly Linear _lin1;

    [ComponentName(Name = "lin2")]
    private readonly Linear _lin2;

    public TokenMlp(int channels, int hidden)
        : base(nameof(TokenMlp))
    {
        _lin1 = Linear(channels, hidden);
        _lin2 = Linear(hidden, channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return _lin2.call(_lin1.call(input).relu()).MoveToOuterDisposeScope();
    }
}
