namespace SideBySide;

/// <summary>Brings the backbone.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;
