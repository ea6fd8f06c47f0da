namespace Faults.TwoPluginClasses;

/// <summary>Has two public classes that are plugins.</summary>
public sealed class Plugin : BackbonePlugin<TinyBackbone>;

/// <summary>The other one.</summary>
public sealed class Another : BackbonePlugin<TinyBackbone>;
