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

/// <summary>One parameter of an option record.</summary>
/// <param name="Name">As declared.</param>
/// <param name="Shape">What it can hold.</param>
/// <param name="Default">Its default as metadata has it: null, bool, int, long, double, string, or the number behind an enum's name.</param>
internal sealed record OptionParameter(string Name, OptionShape Shape, object? Default)
{
    /// <summary>The name in JSON and in messages.</summary>
    public string Key { get; } = CamelCase.Of(Name);
}

/// <summary>What an option can hold.</summary>
internal enum OptionKind
{
    /// <summary>A bool.</summary>
    Flag,

    /// <summary>An int.</summary>
    Int32,

    /// <summary>A long.</summary>
    Int64,

    /// <summary>A finite double.</summary>
    Number,

    /// <summary>A string.</summary>
    Text,

    /// <summary>An enum, by name.</summary>
    Choice,

    /// <summary>An <see cref="IReadOnlyList{T}"/>.</summary>
    List,

    /// <summary>Another option record.</summary>
    Record,

    /// <summary>A part of the configuration that is handed over unread.</summary>
    Open,
}

/// <summary>A type cannot hold options. The message names the type, the parameter and what is expected.</summary>
internal sealed class OptionRecordException(Type type, string reason) : InvalidOperationException($"{type.FullName} is no option record: {reason}");
