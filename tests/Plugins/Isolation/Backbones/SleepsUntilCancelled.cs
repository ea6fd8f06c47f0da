namespace Faults.SleepsUntilCancelled;

/// <summary>Takes the seconds of its option, unless it is cancelled.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        cancellation.WaitHandle.WaitOne(TimeSpan.FromSeconds(Options.Seconds));
        return base.Encode(images, request, cancellation);
    }
}
