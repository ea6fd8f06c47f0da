namespace DeferredSeg.Schema.Nodes;

/// <summary>Any text.</summary>
public sealed record TextSchema : SchemaNode;
