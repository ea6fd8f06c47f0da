namespace DeferredSeg.Schema.Nodes;

/// <summary>What a configuration may hold at a place. Immutable; one type for each kind.</summary>
public abstract record SchemaNode
{
    private protected SchemaNode() { }

    /// <summary>Whether null is allowed as well.</summary>
    public bool IsNullable { get; init; }

    /// <summary>What holds where the configuration names nothing; null where there is no default.</summary>
    public SchemaDefault? Default { get; init; }

    /// <summary>What it means, for people; null where nothing is said.</summary>
    public string? Description { get; init; }
}
