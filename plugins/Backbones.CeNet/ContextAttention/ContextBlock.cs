using TorchSharp.Modules;

namespace Backbones.CeNet.ContextAttention;

/// <summary>
/// A decoder stage, the context feature attention module (CFAM): multi-scale context attention and a perceptron, each after a batch
/// normalisation, scaled per channel and added to its input. The scales start at 1e-6.
/// </summary>
internal sealed class ContextBlock : Module<Tensor, Tensor>
{
    [ComponentName(Name = "layer_scale_1")]
    private readonly Parameter _scale1;

    [ComponentName(Name = "layer_scale_2")]
    private readonly Parameter _scale2;

    [ComponentName(Name = "norm1")]
    private readonly BatchNorm2d _norm1;

    [ComponentName(Name = "mca")]
    private readonly MultiScaleAttention _mca;

    [ComponentName(Name = "norm2")]
    private readonly BatchNorm2d _norm2;

    [ComponentName(Name = "mlp")]
    private readonly ContextMlp _mlp;

    /// <param name="channels">Channels, a multiple of 16.</param>
    /// <param name="rates">The dilations of the three depthwise convolutions.</param>
    /// <param name="gate">When the channel gate normalises.</param>
    public ContextBlock(int channels, int[] rates, Options.GateNormalisation gate)
        : base(nameof(ContextBlock))
    {
        _scale1 = Parameter(full([1, channels, 1, 1], 1e-6f));
        _scale2 = Parameter(full([1, channels, 1, 1], 1e-6f));
        _norm1 = BatchNorm2d(channels);
        _mca = new(channels, rates, gate);
        _norm2 = BatchNorm2d(channels);
        _mlp = new(channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var attended = Beside(maps, _norm1, _mca, _scale1);
        return Beside(attended, _norm2, _mlp, _scale2).MoveToOuterDisposeScope();
    }

    private static Tensor Beside(Tensor maps, BatchNorm2d norm, Module<Tensor, Tensor> layer, Tensor scale)
    {
        using var scope = NewDisposeScope();
        return maps.addcmul(layer.call(norm.call(maps)), scale, 1).MoveToOuterDisposeScope();
    }
}
