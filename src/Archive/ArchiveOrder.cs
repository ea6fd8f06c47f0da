using System.Collections.Immutable;

namespace DeferredSeg.Archive;

/// <summary>An archive that is to be routed, as a worker on another machine has to know it.</summary>
[GenerateSerializer]
[Immutable]
public sealed record ArchiveOrder
{
    /// <summary>What it is called: the hash of <see cref="Identity"/>, <see cref="Output"/> and what was said.</summary>
    [Id(0)]
    public required string Id { get; init; }

    /// <summary>The hash of everything but the images that results follow from; a worker that has another is refused.</summary>
    [Id(1)]
    public required ArchiveIdentity Identity { get; init; }

    /// <summary>The folder of results, as a full path that is the same on every machine.</summary>
    [Id(2)]
    public required string Output { get; init; }

    /// <summary>The working folder of who ordered it, from which relative paths go.</summary>
    [Id(3)]
    public required string Folder { get; init; }

    /// <summary>The words of the command that ordered it.</summary>
    [Id(4)]
    public required ImmutableArray<string> Words { get; init; }

    /// <summary>The settings of its environment, by the names of the variables.</summary>
    [Id(5)]
    public required ImmutableDictionary<string, string> Settings { get; init; }

    /// <summary>How many items there are.</summary>
    [Id(6)]
    public required int Total { get; init; }

    /// <summary>Who ordered it: process and machine.</summary>
    [Id(7)]
    public required string Coordinator { get; init; }
}

/// <summary>What results follow from besides the images.</summary>
/// <param name="Program">The program's version.</param>
/// <param name="Configuration">The hash of the configuration.</param>
/// <param name="Weights">The hash of the weights.</param>
[GenerateSerializer]
[Immutable]
public sealed record ArchiveIdentity([property: Id(0)] string Program, [property: Id(1)] string Configuration, [property: Id(2)] string Weights)
{
    /// <summary>What differs from another, in words; null where nothing does.</summary>
    /// <param name="other">The other.</param>
    public string? Difference(ArchiveIdentity other)
    {
        string?[] parts =
        [
            Of("the program", Program, other.Program),
            Of("the configuration", Configuration, other.Configuration),
            Of("the weights", Weights, other.Weights),
        ];
        return string.Join(", ", parts.OfType<string>()) is { Length: > 0 } difference ? difference : null;
    }

    private static string? Of(string what, string here, string there) => here == there ? null : $"{what} ({Short(here)} here, {Short(there)} there)";

    private static string Short(string text) => text.Length == 64 ? text[..12] : text;
}

/// <summary>One image or volume of an archive.</summary>
/// <param name="Name">What it is called: the folder of its results below the output.</param>
/// <param name="Hash">The hash of its content, as hexadecimal digits; of its name where it could not be read.</param>
[GenerateSerializer]
[Immutable]
public sealed record ArchiveItem([property: Id(0)] string Name, [property: Id(1)] string Hash);
