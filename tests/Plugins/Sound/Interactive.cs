namespace Sound.Interactive;

/// <summary>A backbone that can be talked to and has an objective of its own.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyInteractive(options);
