namespace Faults.StaticTimer;

/// <summary>Leaves a timer running for ever.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    private static Timer? _timer;

    public override Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        _timer ??= new Timer(_ => Thread.MemoryBarrier(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        return base.Encode(images, request, cancellation);
    }
}
