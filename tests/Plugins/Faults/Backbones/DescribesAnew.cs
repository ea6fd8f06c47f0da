namespace Faults.DescribesAnew;

/// <summary>Counts its own descriptions.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    private int _calls;

    public override BackboneDescription Describe() => base.Describe() with { Version = $"1.0.{_calls++}" };
}
