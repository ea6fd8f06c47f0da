namespace DeferredSeg.Abstractions.Options.Shapes;

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
