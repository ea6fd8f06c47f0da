using TorchSharp.Modules;

namespace Backbones.CeNet.Decoding;

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

/// <summary>
/// A gate for each pixel (SRM) from the maximum, mean and standard deviation (unbiased) over its channels: convolutions 1x1 and 3x3 added, exact GELU,
/// batch normalisation, sigmoid.
/// </summary>
internal sealed class SpatialGate : Module<Tensor, Tensor>
{
    [ComponentName(Name = "pwc")]
    private readonly Conv2d _pwc;

    [ComponentName(Name = "dwc")]
    private readonly Conv2d _dwc;

    [ComponentName(Name = "bn")]
    private readonly BatchNorm2d _bn;

    public SpatialGate()
        : base(nameof(SpatialGate))
    {
        _pwc = Conv2d(3, 1, 1, bias: false);
        _dwc = Conv2d(3, 1, 3, padding: 1, bias: false);
        _bn = BatchNorm2d(1);
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var mean = maps.mean([1], keepdim: true);
        var found = cat([maps.amax([1], keepdim: true), mean, Deviation.Of(maps, mean, [1], unbiased: true)], 1);
        var gate = _bn.call(_pwc.call(found).add(_dwc.call(found)).gelu()).sigmoid();
        return maps.mul(gate).MoveToOuterDisposeScope();
    }
}

/// <summary>Standard deviations, several times faster than libtorch's own, which is one pass of scalar arithmetic.</summary>
internal static class Deviation
{
    /// <summary>The root of a number this small is taken as the root of this: a constant map has a deviation of 0 and no gradient.</summary>
    private const double Smallest = 1e-30;

    /// <param name="maps">Values.</param>
    /// <param name="mean">Their mean over the dimensions, which are kept.</param>
    /// <param name="dimensions">Over which dimensions.</param>
    /// <param name="unbiased">Divide by the number of values less one, not by that number.</param>
    /// <returns>The deviation; the dimensions are kept.</returns>
    public static Tensor Of(Tensor maps, Tensor mean, long[] dimensions, bool unbiased)
    {
        using var scope = NewDisposeScope();
        var count = dimensions.Aggregate(1L, (product, dimension) => product * maps.shape[dimension]);
        return SquaredDistances(maps, mean)
            .sum(dimensions, keepdim: true)
            .div(unbiased ? count - 1 : count)
            .clamp_min(Smallest)
            .sqrt()
            .MoveToOuterDisposeScope();
    }

    private static Tensor SquaredDistances(Tensor maps, Tensor mean)
    {
        using var distances = maps.sub(mean);
        return distances.square();
    }
}
