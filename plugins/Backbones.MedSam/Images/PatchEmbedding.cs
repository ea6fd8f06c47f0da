using TorchSharp.Modules;

namespace Backbones.MedSam.Images;

/// <summary>Patches as tokens: a convolution whose stride is its size.</summary>
internal sealed class PatchEmbedding : Module<Tensor, Tensor>
{
    [ComponentName(Name = "proj")]
    private readonly Conv2d _proj;

    public PatchEmbedding(int channels, int width, int patch)
        : base(nameof(PatchEmbedding))
    {
        _proj = Conv2d(channels, width, patch, stride: patch);
        RegisterComponents();
    }

    /// <param name="input"><c>[B, 3, H, W]</c>.</param>
    /// <returns><c>[B, h, w, C]</c>, contiguous: every later sum keeps the layout, and every norm would turn another one around again.</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return _proj.call(input).permute(0, 2, 3, 1).contiguous().MoveToOuterDisposeScope();
    }
}
