namespace Faults.ReturnsNullFromDescribe;

/// <summary>Describes nothing.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override BackboneDescription Describe() => null!;
}
