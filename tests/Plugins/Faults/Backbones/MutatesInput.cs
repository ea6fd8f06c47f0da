namespace Faults.MutatesInput;

/// <summary>Normalises the images in place.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        Refuse(images, request);
        using (no_grad())
            images.sub_(0.5);
        return base.Encode(images, request, cancellation);
    }
}
