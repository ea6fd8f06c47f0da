using Backbones.CeNet.Options;

namespace Backbones.CeNet.Encoders;

/// <summary>From images <c>[B, 3, H, W]</c> to four maps of strides 4, 8, 16 and 32, the finest first, in the images' type.</summary>
internal abstract class Encoder(string name) : Module<Tensor, Tensor[]>(name)
{
    public static Encoder Of(CeNetShape shape)
    {
        var precision = shape.Options.Precision;
        return shape.Pvt is { } pvt ? new Pvt.PvtEncoder(pvt, shape.Options.DropPath, precision) : new ResNet.ResNetEncoder(precision);
    }
}
