namespace DeferredSeg.Host.Commands.Route;

/// <summary>How one image, or one volume, was routed.</summary>
/// <param name="Case">The image.</param>
/// <param name="Coverage">The share of pixels that the model keeps, 0 to 1; over all routings where classes have their own.</param>
/// <param name="SoftCoverage">The mean routing probability of the model over the network's pixels, 0 to 1, before any policy.</param>
/// <param name="Experts">The experts.</param>
/// <param name="Regions">Connected regions that were routed to an expert.</param>
/// <param name="ModelDice">The dice of the model alone; null without truth.</param>
/// <param name="SystemDice">The dice of model and experts together; null without truth.</param>
internal sealed record RoutedCase(
    string Case,
    double Coverage,
    double SoftCoverage,
    IReadOnlyList<RoutedExpert> Experts,
    IReadOnlyList<RoutedRegion> Regions,
    double? ModelDice,
    double? SystemDice
)
{
    /// <summary>The file; null where it is one of a dataset's, or no file at all.</summary>
    public string? Source { get; init; }

    /// <summary>Rows of the image, or of a volume's slices; null where the image is a tensor.</summary>
    public int? Height { get; init; }

    /// <summary>Columns likewise.</summary>
    public int? Width { get; init; }

    /// <summary>How many slices of a volume were routed; null where it is an image.</summary>
    public int? Slices { get; init; }

    /// <summary>Whether all questions are settled, so that the mask is final; null where nobody waits for answers.</summary>
    public bool? Complete { get; init; }

    /// <summary>The folder with the case's files, relative to the output's.</summary>
    public string? Folder { get; init; }

    /// <summary>Why there is no truth, or what is doubtful about it.</summary>
    public string? Note { get; init; }
}
