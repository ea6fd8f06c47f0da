namespace Faults.SleepsIgnoringCancellation;

/// <summary>Takes the seconds of its option, whoever cancels.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        Thread.Sleep(TimeSpan.FromSeconds(Options.Seconds));
        return base.Encode(images, request, CancellationToken.None);
    }
}
