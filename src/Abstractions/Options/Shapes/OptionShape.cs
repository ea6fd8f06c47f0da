namespace DeferredSeg.Abstractions.Options.Shapes;

/// <summary>What an option can hold, read from its type.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Type">The type without <see cref="Nullable{T}"/>.</param>
/// <param name="IsNullable">Whether it may be null.</param>
internal sealed record OptionShape(OptionKind Kind, Type Type, bool IsNullable)
{
    /// <summary>Of a record: its parameters, in order.</summary>
    public IReadOnlyList<OptionParameter> Parameters { get; init; } = [];

    /// <summary>Of a list: what its elements can hold.</summary>
    public OptionShape? Item { get; init; }

    /// <summary>Of a choice: the names as declared and the numbers behind them.</summary>
    public IReadOnlyList<(string Name, object Value)> Choices { get; init; } = [];

    /// <summary>Of a number: the least value; whole for whole numbers.</summary>
    public double? Minimum { get; init; }

    /// <summary>Of a number: the largest value; whole for whole numbers.</summary>
    public double? Maximum { get; init; }

    /// <summary>Of a whole number: what it is a multiple of.</summary>
    public long? MultipleOf { get; init; }

    /// <summary>Whether it is an int or a long.</summary>
    public bool IsWhole => Kind is OptionKind.Int32 or OptionKind.Int64;
}
