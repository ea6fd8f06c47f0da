using TorchSharp.Modules;

namespace Backbones.Sam;

/// <summary>Normalises the channels of every pixel of <c>[B, C, H, W]</c>: biased variance, epsilon 1e-6, one scale and shift a channel.</summary>
internal sealed class ChannelNorm : Module<Tensor, Tensor>
{
    private const double Epsilon = 1e-6;

    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;

    public ChannelNorm(int channels)
        : base(nameof(ChannelNorm))
    {
        _weight = Parameter(ones(channels));
        _bias = Parameter(zeros(channels));
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        // A layer norm of the permuted map would leave it, and all that follows, in another memory order than convolutions take.
        using var scope = NewDisposeScope();
        var centred = input - input.mean([1], keepdim: true);
        var normalised = centred / centred.square().mean([1], keepdim: true).add(Epsilon).sqrt();
        return normalised.mul(_weight.view(-1, 1, 1)).add(_bias.view(-1, 1, 1)).MoveToOuterDisposeScope();
    }

    /// <summary>The same of <c>[B, H, W, C]</c>.</summary>
    public Tensor ChannelsLast(Tensor input) => functional.layer_norm(input, [_weight.shape[0]], _weight, _bias, Epsilon);
}
