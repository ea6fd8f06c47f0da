using Backbones.CeNet.Options;
using TorchSharp.Modules;

namespace Backbones.CeNet.ContextAttention;

/// <summary>
/// A gate for each channel (CCU) from the maximum, mean and standard deviation (biased) of its own map. Whether its value is normalised
/// before the sigmoid, <see cref="GateNormalisation"/> says.
/// </summary>
internal sealed class ChannelGate : Module<Tensor, Tensor>
{
    private const int Statistics = 3;

    [ComponentName(Name = "fc1")]
    private readonly Conv1d _fc1;

    [ComponentName(Name = "fc2")]
    private readonly Conv1d _fc2;

    [ComponentName(Name = "bn")]
    private readonly BatchNorm1d _bn;
    private readonly GateNormalisation _normalisation;

    public ChannelGate(int channels, GateNormalisation normalisation)
        : base(nameof(ChannelGate))
    {
        _normalisation = normalisation;
        _fc1 = Conv1d(channels, Statistics * channels, Statistics, groups: channels, bias: false);
        _fc2 = Conv1d(Statistics * channels, channels, 1, groups: channels, bias: false);
        _bn = BatchNorm1d(channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var (batch, channels) = (maps.shape[0], maps.shape[1]);
        var mean = maps.mean([2, 3], keepdim: true);
        var found = stack([maps.amax(2, 3), mean.flatten(1), Deviation.Of(maps, mean, [2, 3], unbiased: false).flatten(1)], 2);
        // A convolution with a group for each channel, over all there is, is a small product for each; libtorch would make a loop of it.
        var hidden = found.unsqueeze(2).mul(_fc1.weight!.view(channels, Statistics, Statistics)).sum(-1).relu();
        var value = hidden.mul(_fc2.weight!.view(channels, Statistics)).sum(-1);
        return maps.mul(Normalised(value).sigmoid().view(batch, channels, 1, 1)).MoveToOuterDisposeScope();
    }

    private Tensor Normalised(Tensor value)
    {
        var single = value.shape[0] == 1;
        return (training, _normalisation) switch
        {
            // One image has no batch statistics.
            (true, GateNormalisation.Running) when single => functional.batch_norm(
                value,
                _bn.running_mean!,
                _bn.running_var!,
                _bn.weight,
                _bn.bias,
                training: false,
                eps: _bn.eps
            ),
            (_, GateNormalisation.Running) => _bn.call(value),
            (false, GateNormalisation.PerImage) => value,
            _ => single ? value : _bn.call(value),
        };
    }
}
