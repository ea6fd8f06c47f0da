namespace Faults.DisposesInput;

/// <summary>Disposes the images that it is given.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        var embedding = base.Encode(images, request, cancellation);
        images.Dispose();
        return embedding;
    }
}
