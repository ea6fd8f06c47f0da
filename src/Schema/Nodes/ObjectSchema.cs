namespace DeferredSeg.Schema.Nodes;

/// <summary>An object.</summary>
/// <param name="Properties">The known properties, in order.</param>
public sealed record ObjectSchema(IReadOnlyList<SchemaProperty> Properties) : SchemaNode
{
    /// <summary>Whether other properties are allowed, with anything in them.</summary>
    public bool IsOpen { get; init; }

    /// <summary>The names of properties that must be there.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];
}
