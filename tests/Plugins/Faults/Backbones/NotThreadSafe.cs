namespace Faults.NotThreadSafe;

/// <summary>Keeps the images of a call in a field and says that threads may call at once.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    private Tensor? _images;

    public override Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        _images = images;
        // Wide enough for another thread to step in between.
        Thread.Sleep(5);
        return base.Encode(_images, request, cancellation);
    }
}
