using TorchSharp.Modules;
using TorchSharp.Utils;

namespace Backbones.MedSam.Layers;

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
        register_parameter("weight", _weight);
        register_parameter("bias", _bias);
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return ChannelsLast(input.permute(0, 2, 3, 1)).permute(0, 3, 1, 2).MoveToOuterDisposeScope();
    }

    /// <summary>The same of <c>[B, H, W, C]</c>.</summary>
    public Tensor ChannelsLast(Tensor input) => functional.layer_norm(input, [_weight.shape[0]], _weight, _bias, Epsilon);
}
