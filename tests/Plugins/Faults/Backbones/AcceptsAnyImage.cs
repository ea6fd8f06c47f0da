namespace Faults.AcceptsAnyImage;

/// <summary>Does not check images: what the convolution throws comes out.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        var (fine, coarse) = Network.Encode(images);
        return new([("fine", fine), ("coarse", coarse)]);
    }
}
