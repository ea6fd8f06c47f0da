namespace DeferredSeg.Host.Commands.Route;

/// <summary>What one expert was given and said.</summary>
/// <param name="Name">The expert.</param>
/// <param name="Load">The share of pixels routed to them, 0 to 1.</param>
/// <param name="SoftLoad">The mean routing probability of their channel over the network's pixels, 0 to 1 (Eq. 8), before any policy.</param>
/// <param name="Status">not-asked, answered, pending or declined; of several questions pending before declined before answered.</param>
/// <param name="Reason">Why it was declined.</param>
/// <param name="UsedTruth">Whether the answer was simulated from the ground truth.</param>
/// <param name="Questions">How many questions there were: one for an image, one for each slice of a volume with pixels for them.</param>
/// <param name="PendingQuestions">How many of them have no answer yet.</param>
internal sealed record RoutedExpert(
    string Name,
    double Load,
    double SoftLoad,
    string Status,
    string? Reason,
    bool UsedTruth,
    int Questions,
    int PendingQuestions
);
