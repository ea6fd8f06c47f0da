using DeferredSeg.Schema;

namespace DeferredSeg.Host.Plugins.Manifests;

/// <summary>Something that a plugin brings.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The name by which a configuration asks for it.</param>
/// <param name="Options">The schema of its options; null where the plugin gives none.</param>
public sealed record Contribution(ContributionKind Kind, string Id, ObjectSchema? Options)
{
    /// <summary>Its name for people, if given.</summary>
    public string? Title { get; init; }

    /// <summary>What it is, if given.</summary>
    public string? Description { get; init; }

    /// <summary>The licence of what it follows, such as a network's published code and weights, if given.</summary>
    public string? License { get; init; }

    /// <summary>The publication to cite, if given.</summary>
    public string? Citation { get; init; }

    /// <summary>Kind and name, for example <c>backbone UNet</c>.</summary>
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()} {Id}";
}
