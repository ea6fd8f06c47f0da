using Backbones.CeNet.Attention;
using TorchSharp.Modules;

namespace Backbones.CeNet.ContextAttention;

/// <summary>
/// Attention of every pixel to every pixel, mixed with the input: (1 − w) x + w p. Source: Wang et al., "Non-local Neural Networks", CVPR
/// 2018, with a scaled dot product. The mixture starts in the middle.
/// </summary>
internal sealed class Nonlocal : Module<Tensor, Tensor>
{
    [ComponentName(Name = "w")]
    private readonly Parameter _w;

    [ComponentName(Name = "conv_theta")]
    private readonly Conv2d _theta;

    [ComponentName(Name = "conv_phi")]
    private readonly Conv2d _phi;

    [ComponentName(Name = "conv_g")]
    private readonly Conv2d _g;

    [ComponentName(Name = "conv_out")]
    private readonly Conv2d _out;

    [ComponentName(Name = "bn")]
    private readonly BatchNorm2d _bn;

    public Nonlocal(int channels)
        : base(nameof(Nonlocal))
    {
        _w = Parameter(tensor(0.5f));
        _theta = Conv2d(channels, channels, 1);
        _phi = Conv2d(channels, channels, 1);
        _g = Conv2d(channels, channels, 1);
        _out = Conv2d(channels, channels, 1);
        _bn = BatchNorm2d(channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var tokens = ChannelsLast.Tokens(maps);
        var queries = Pointwise.Tokens(_theta, tokens).mul(1 / Math.Sqrt(tokens.shape[2]));
        var attended = RowAttention.Apply(queries, Pointwise.Tokens(_phi, tokens), Pointwise.Tokens(_g, tokens));
        var found = _bn.call(ChannelsLast.Maps(Pointwise.Tokens(_out, attended), maps));
        return maps.addcmul(found.sub(maps), _w, 1).MoveToOuterDisposeScope();
    }
}
