namespace DeferredSeg.Schema.Nodes;

/// <summary>The default of a place in a configuration.</summary>
/// <param name="Text">
/// As a configuration holds it: <c>64</c>, <c>0.5</c>, <c>true</c>, a text; null is the value null, the only default of objects and arrays.
/// </param>
public sealed record SchemaDefault(string? Text);
