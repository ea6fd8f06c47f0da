namespace DeferredSeg.Schema.Nodes;

/// <summary>A named place in an object.</summary>
/// <param name="Name">Its name in JSON; unique in its object, case aside.</param>
/// <param name="Node">What it may hold.</param>
public sealed record SchemaProperty(string Name, SchemaNode Node);
