namespace DeferredSeg.Host.Commands.Route;

/// <summary>What a routing run did.</summary>
internal sealed record RoutingSummary(string Backbone, string Head, long Seed, string Output, IReadOnlyList<RoutedCase> Cases)
{
    /// <summary>Questions without an answer yet.</summary>
    public int Pending => Cases.Sum(one => one.Experts.Count(expert => expert.Status == "pending"));
}
