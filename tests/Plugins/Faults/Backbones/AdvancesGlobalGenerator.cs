namespace Faults.AdvancesGlobalGenerator;

/// <summary>Draws from torch's own generator and throws the numbers away.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        rand(1).Dispose();
        return base.Encode(images, request, cancellation);
    }
}
