namespace DeferredSeg.Schema.Nodes;

/// <summary>A list.</summary>
/// <param name="Items">What each element may be.</param>
public sealed record ArraySchema(SchemaNode Items) : SchemaNode;
