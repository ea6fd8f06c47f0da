using Backbones.CeNet.Options;

namespace Backbones.CeNet.Encoders;

/// <summary>From images <c>[B, 3, H, W]</c> to four maps of strides 4, 8, 16 and 32, the finest first.</summary>
internal abstract class Encoder(string name) : Module<Tensor, Tensor[]>(name)
{
    public static Encoder Of(CeNetShape shape) => shape.Pvt is { } pvt ? new Pvt.PvtEncoder(pvt, shape.Options.DropPath) : new ResNet.ResNetEncoder();
}
