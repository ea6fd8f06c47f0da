namespace DeferredSeg.Host.Commands.Route;

/// <summary>How one image was routed.</summary>
/// <param name="Case">The image.</param>
/// <param name="Coverage">The share of pixels that the model keeps, 0 to 1; over all routings where classes have their own.</param>
/// <param name="Experts">The experts.</param>
/// <param name="Regions">Connected regions that were routed to an expert.</param>
/// <param name="ModelDice">The dice of the model alone, over all pixels and classes; null without truth.</param>
/// <param name="SystemDice">The dice of model and experts together; null without truth.</param>
internal sealed record RoutedCase(string Case, double Coverage, IReadOnlyList<RoutedExpert> Experts, IReadOnlyList<RoutedRegion> Regions, double? ModelDice, double? SystemDice);
