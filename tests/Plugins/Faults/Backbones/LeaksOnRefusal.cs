namespace Faults.LeaksOnRefusal;

/// <summary>Copies images before it looks at them.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        var copy = images.clone();
        var embedding = base.Encode(images, request, cancellation);
        copy.Dispose();
        return embedding;
    }
}
