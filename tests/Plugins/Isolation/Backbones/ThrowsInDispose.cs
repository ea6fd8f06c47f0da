namespace Faults.ThrowsInDispose;

/// <summary>Throws while it is disposed.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override void Dispose()
    {
        base.Dispose();
        throw new InvalidOperationException("This plugin throws here on purpose.");
    }
}
