namespace Sound.Backbone;

/// <summary>A backbone that keeps the contract.</summary>
public sealed class Plugin : BackbonePlugin<TinyBackbone>;
