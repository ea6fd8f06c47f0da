namespace Faults.ChangesDefaultType;

/// <summary>Makes double precision the default type.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        var embedding = base.Encode(images, request, cancellation);
        set_default_dtype(ScalarType.Float64);
        return embedding;
    }
}
