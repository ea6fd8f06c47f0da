namespace DeferredSeg.Schema.Nodes;

/// <summary>A whole number of 64 bits.</summary>
public sealed record IntegerSchema : SchemaNode
{
    /// <summary>The least value, within ±2^53; null for none.</summary>
    public long? Minimum { get; init; }

    /// <summary>The largest value, within ±2^53; null for none.</summary>
    public long? Maximum { get; init; }

    /// <summary>What the value is a multiple of, at least 1; null for anything.</summary>
    public long? MultipleOf { get; init; }
}
