namespace Faults.ObjectiveUpdatesNothing;

/// <summary>Names parts to update that it does not have.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyInteractive(options)
{
    protected override IReadOnlyList<string> Parts => ["decoder.of.another.network."];
}
