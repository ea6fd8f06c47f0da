using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;

namespace Backbones.UNet;

/// <summary>The shape of a U-Net. The defaults are the published network's.</summary>
/// <param name="InputChannels">Channels of the image.</param>
/// <param name="Classes">Channels of the logits, one for each class.</param>
/// <param name="Width">Channels of the finest level; every level below has twice as many as the one above.</param>
/// <param name="Depth">How often the image is halved.</param>
/// <param name="Bilinear">Enlarge by bilinear interpolation, with half the channels; otherwise by transposed convolution.</param>
/// <param name="ClassKind">multilabel: each class has a sigmoid of its own. exclusive: one softmax over all classes. It changes no weight.</param>
/// <param name="Precision">float32, or bfloat16 inside of the encoder.</param>
/// <param name="Axes">Spatial axes: 2 for images; 3 for volumes, with layers of three axes throughout.</param>
public sealed record UNetOptions(
    [OptionRange(1, 1024)] int InputChannels = 1,
    [OptionRange(1, 1024)] int Classes = 1,
    [OptionRange(1, 1024)] int Width = 64,
    [OptionRange(1, 8)] int Depth = 4,
    bool Bilinear = false,
    ClassKind ClassKind = ClassKind.Multilabel,
    EncoderPrecision Precision = EncoderPrecision.Float32,
    [OptionRange(2, 3)] int Axes = 2
) : IOptionChecks
{
    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (ClassKind == ClassKind.Exclusive && Classes < 2)
            yield return $"classes is {Classes}; classes that exclude each other are at least 2, the background among them.";
        if (Axes == 3 && Precision != EncoderPrecision.Float32)
            yield return "axes is 3 and precision bfloat16; expected float32, which volumes are computed in.";
    }
}
