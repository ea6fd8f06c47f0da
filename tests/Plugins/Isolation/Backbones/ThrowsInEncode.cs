namespace Faults.ThrowsInEncode;

/// <summary>Throws in Encode.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default) =>
        throw new InvalidOperationException("This plugin throws here on purpose.");
}
