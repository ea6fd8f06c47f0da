namespace DeferredSeg.Host.Commands.Route;

/// <summary>What one expert was given and said.</summary>
/// <param name="Name">The expert.</param>
/// <param name="Load">The share of pixels routed to them, 0 to 1.</param>
/// <param name="Status">not-asked, answered, pending or declined.</param>
/// <param name="Reason">Why it was declined.</param>
/// <param name="UsedTruth">Whether the answer was simulated from the ground truth.</param>
internal sealed record RoutedExpert(string Name, double Load, string Status, string? Reason, bool UsedTruth);
