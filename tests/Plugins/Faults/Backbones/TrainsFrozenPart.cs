namespace Faults.TrainsFrozenPart;

/// <summary>Calls a part frozen that takes gradients.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override BackboneDescription Describe() => base.Describe() with { FrozenParts = ["fine."] };
}
