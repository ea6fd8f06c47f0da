namespace DeferredSeg.Schema.Nodes;

/// <summary>One of several texts; a configuration may write it in any case.</summary>
/// <param name="Choices">The texts, at least one, each once.</param>
public sealed record ChoiceSchema(IReadOnlyList<string> Choices) : SchemaNode;
