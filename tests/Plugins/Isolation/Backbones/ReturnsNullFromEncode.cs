namespace Faults.ReturnsNullFromEncode;

/// <summary>Returns null from Encode.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default) => null!;
}
