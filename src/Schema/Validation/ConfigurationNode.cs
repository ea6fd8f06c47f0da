namespace DeferredSeg.Schema.Validation;

/// <summary>A place in a configuration, as Microsoft.Extensions.Configuration has it.</summary>
/// <param name="Key">Its key within its parent; those of a list's elements are 0, 1, 2 and so on.</param>
/// <param name="Value">Its text; null for null, for an object and for a list with elements, empty for a list without.</param>
/// <param name="Children">What is below.</param>
public sealed record ConfigurationNode(string Key, string? Value, IReadOnlyList<ConfigurationNode> Children);
