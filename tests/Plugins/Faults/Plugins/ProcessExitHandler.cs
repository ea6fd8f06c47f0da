namespace Faults.ProcessExitHandler;

/// <summary>Waits for the end of the process.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    private static bool _waits;

    public override Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        if (!_waits)
            AppDomain.CurrentDomain.ProcessExit += (_, _) => _waits = false;
        _waits = true;
        return base.Encode(images, request, cancellation);
    }
}
