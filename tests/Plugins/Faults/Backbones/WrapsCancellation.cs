namespace Faults.WrapsCancellation;

/// <summary>Hides a cancellation in an exception of its own.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        try
        {
            return base.Encode(images, request, cancellation);
        }
        catch (OperationCanceledException e)
        {
            throw new InvalidOperationException("The encoder stopped.", e);
        }
    }
}
