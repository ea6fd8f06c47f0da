using TorchSharp.Modules;

namespace Backbones.CeNet.Encoders.Pvt;

/// <summary>Overlapping patches: a convolution with a stride below its kernel, then layer normalisation over the channels.</summary>
internal sealed class PatchEmbedding : Module<Tensor, Tensor>
{
    [ComponentName(Name = "proj")]
    private readonly Conv2d _proj;

    [ComponentName(Name = "norm")]
    private readonly LayerNorm _norm;

    public PatchEmbedding(int inputs, int outputs, int kernel, int stride)
        : base(nameof(PatchEmbedding))
    {
        _proj = Conv2d(inputs, outputs, kernel, stride: stride, padding: kernel / 2);
        _norm = LayerNorm(outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var patches = _proj.call(ChannelsLast.Of(maps));
        return ChannelsLast.Maps(_norm.call(ChannelsLast.Tokens(patches)), patches).MoveToOuterDisposeScope();
    }
}
