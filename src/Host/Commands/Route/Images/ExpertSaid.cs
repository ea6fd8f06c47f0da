namespace DeferredSeg.Host.Commands.Route.Images;

/// <summary>What one expert said about one image.</summary>
/// <param name="Status">not-asked, answered, pending or declined.</param>
/// <param name="Reason">Why it was declined.</param>
/// <param name="UsedTruth">Whether the answer was simulated from the ground truth.</param>
internal sealed record ExpertSaid(string Status, string? Reason = null, bool UsedTruth = false)
{
    public const string NotAsked = "not-asked";
    public const string Answered = "answered";
    public const string Pending = "pending";
    public const string Declined = "declined";
}
