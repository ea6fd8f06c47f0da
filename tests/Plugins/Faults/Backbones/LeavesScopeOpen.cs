namespace Faults.LeavesScopeOpen;

/// <summary>Opens a dispose scope and leaves it open.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        var embedding = base.Encode(images, request, cancellation);
        NewDisposeScope();
        return embedding;
    }
}
