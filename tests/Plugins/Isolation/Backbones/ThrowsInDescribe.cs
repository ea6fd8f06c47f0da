namespace Faults.ThrowsInDescribe;

/// <summary>Throws in Describe.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override BackboneDescription Describe() => throw new InvalidOperationException("This plugin throws here on purpose.");
}
