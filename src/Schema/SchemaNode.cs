namespace DeferredSeg.Schema;

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

/// <summary>An object.</summary>
/// <param name="Properties">The known properties, in order.</param>
public sealed record ObjectSchema(IReadOnlyList<SchemaProperty> Properties) : SchemaNode
{
    /// <summary>Whether other properties are allowed, with anything in them.</summary>
    public bool IsOpen { get; init; }

    /// <summary>The names of properties that must be there.</summary>
    public IReadOnlyList<string> Required { get; init; } = [];
}

/// <summary>A named place in an object.</summary>
/// <param name="Name">Its name in JSON; unique in its object, case aside.</param>
/// <param name="Node">What it may hold.</param>
public sealed record SchemaProperty(string Name, SchemaNode Node);

/// <summary>A list.</summary>
/// <param name="Items">What each element may be.</param>
public sealed record ArraySchema(SchemaNode Items) : SchemaNode;

/// <summary>One of several texts; a configuration may write it in any case.</summary>
/// <param name="Choices">The texts, at least one, each once.</param>
public sealed record ChoiceSchema(IReadOnlyList<string> Choices) : SchemaNode;

/// <summary>Any text.</summary>
public sealed record TextSchema : SchemaNode;

/// <summary>true or false.</summary>
public sealed record BooleanSchema : SchemaNode;

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

/// <summary>A finite number.</summary>
public sealed record NumberSchema : SchemaNode
{
    /// <summary>The least value; null for none.</summary>
    public double? Minimum { get; init; }

    /// <summary>The largest value; null for none.</summary>
    public double? Maximum { get; init; }
}

/// <summary>The default of a place in a configuration.</summary>
/// <param name="Text">
/// As a configuration holds it: <c>64</c>, <c>0.5</c>, <c>true</c>, a text; null is the value null, the only default of objects and arrays.
/// </param>
public sealed record SchemaDefault(string? Text);
