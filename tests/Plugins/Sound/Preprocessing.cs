namespace Sound.Preprocessing;

/// <summary>A backbone that prepares images itself, and refuses none that the contract has.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyPreprocessing(options);
