namespace Faults.ReturnsInput;

/// <summary>Returns the images themselves as a part of the embedding.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        using var embedding = base.Encode(images, request, cancellation);
        return new([("fine", embedding["fine"].clone()), ("coarse", embedding["coarse"].clone()), ("images", images)]);
    }
}
