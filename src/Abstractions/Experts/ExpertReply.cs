namespace DeferredSeg.Abstractions.Experts;

/// <summary>What has become of a question.</summary>
public sealed record ExpertReply
{
    private ExpertReply(ExpertStatus status, ExpertAnswer? answer, string? reason) => (Status, Answer, Reason) = (status, answer, reason);

    /// <summary>There is no answer yet.</summary>
    public static ExpertReply Pending { get; } = new(ExpertStatus.Pending, null, null);

    /// <summary>How far it has come.</summary>
    public ExpertStatus Status { get; }

    /// <summary>The answer; not null where it was answered.</summary>
    public ExpertAnswer? Answer { get; }

    /// <summary>Why it was declined; not null where it was.</summary>
    public string? Reason { get; }

    /// <summary>An answer.</summary>
    public static ExpertReply Answered(ExpertAnswer answer) => new(ExpertStatus.Answered, answer, null);

    /// <summary>There will be none.</summary>
    /// <param name="reason">Why, in a sentence for whoever reads the report.</param>
    public static ExpertReply Declined(string reason) => new(ExpertStatus.Declined, null, reason);
}
