using TorchSharp.Modules;

namespace Backbones.MedSam.Images;

/// <summary>Patches as tokens: a convolution whose stride is its size.</summary>
internal sealed class PatchEmbedding : Module<Tensor, Tensor>
{
    private readonly Conv2d _proj;

    public PatchEmbedding(int channels, int width, int patch)
        : base(nameof(PatchEmbedding))
    {
        _proj = Conv2d(channels, width, patch, stride: patch);
        register_module("proj", _proj);
    }

    /// <param name="input"><c>[B, 3, H, W]</c>.</param>
    /// <returns><c>[B, h, w, C]</c>.</returns>
    public override Tensor forward(Tensor input)
    {
        using var patches = _proj.call(input);
        return patches.permute(0, 2, 3, 1);
    }
}
