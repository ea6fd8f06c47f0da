using TorchSharp.Modules;

namespace Backbones.MedSam.Decoding;

/// <summary>Linear, ReLU, linear.</summary>
internal sealed class TokenMlp : Module<Tensor, Tensor>
{
    private readonly Linear _lin1;
    private readonly Linear _lin2;

    public TokenMlp(int channels, int hidden)
        : base(nameof(TokenMlp))
    {
        _lin1 = Linear(channels, hidden);
        _lin2 = Linear(hidden, channels);
        register_module("lin1", _lin1);
        register_module("lin2", _lin2);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return _lin2.call(_lin1.call(input).relu()).MoveToOuterDisposeScope();
    }
}
