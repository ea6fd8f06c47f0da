namespace DeferredSeg.Host.Commands.Route;

/// <summary>What a routing run did.</summary>
internal sealed record RoutingSummary(string Backbone, string Head, long Seed, string Output, IReadOnlyList<RoutedCase> Cases)
{
    /// <summary>Questions without an answer yet.</summary>
    public int Pending => Cases.Sum(one => one.Experts.Sum(expert => expert.PendingQuestions));

    /// <summary>Cases that were complete before and were not computed again; null where that is not looked at.</summary>
    public int? Kept { get; init; }
}
