namespace Faults.DeadParameter;

/// <summary>Has a parameter that nothing uses.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options, new WasteNetwork(options))
{
    public override BackboneDescription Describe() => base.Describe();
}

public sealed class WasteNetwork : TinyNetwork
{
    public WasteNetwork(TinyOptions options)
        : base(options) => register_parameter("waste", new TorchSharp.Modules.Parameter(zeros(1)));
}
