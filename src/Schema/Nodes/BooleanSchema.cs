namespace DeferredSeg.Schema.Nodes;

/// <summary>true or false.</summary>
public sealed record BooleanSchema : SchemaNode;
