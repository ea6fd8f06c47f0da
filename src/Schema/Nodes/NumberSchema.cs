namespace DeferredSeg.Schema.Nodes;

/// <summary>A finite number.</summary>
public sealed record NumberSchema : SchemaNode
{
    /// <summary>The least value; null for none.</summary>
    public double? Minimum { get; init; }

    /// <summary>The largest value; null for none.</summary>
    public double? Maximum { get; init; }
}
