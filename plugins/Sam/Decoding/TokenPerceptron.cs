using TorchSharp.Modules;

namespace Backbones.Sam;

/// <summary>Linear, activation, linear, by SAM's names.</summary>
internal sealed class TokenPerceptron : Module<Tensor, Tensor>
{
    private readonly bool _isGelu;

    [ComponentName(Name = "lin1")]
    private readonly Linear _lin1;

    [ComponentName(Name = "lin2")]
    private readonly Linear _lin2;

    /// <param name="channels">C of the tokens.</param>
    /// <param name="hidden">Channels between the two.</param>
    /// <param name="isGelu">Whether the activation is GELU by erf; otherwise ReLU.</param>
    public TokenPerceptron(int channels, int hidden, bool isGelu = false)
        : base(nameof(TokenPerceptron))
    {
        _isGelu = isGelu;
        _lin1 = Linear(channels, hidden);
        _lin2 = Linear(hidden, channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var hidden = _lin1.call(input);
        return _lin2.call(_isGelu ? hidden.gelu() : hidden.relu()).MoveToOuterDisposeScope();
    }
}
