namespace Faults.RunningThread;

/// <summary>Leaves a thread running.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    private static Thread? _thread;

    public override Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        if (_thread is null)
        {
            _thread = new Thread(Wait) { IsBackground = true };
            _thread.Start();
        }
        return base.Encode(images, request, cancellation);
    }

    private static void Wait()
    {
        while (true)
            Thread.Sleep(1000);
    }
}
