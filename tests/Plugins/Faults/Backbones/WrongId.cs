namespace Faults.WrongId;

/// <summary>Describes itself by another name than its factory.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override BackboneDescription Describe() => base.Describe() with { Id = "Small" };
}
