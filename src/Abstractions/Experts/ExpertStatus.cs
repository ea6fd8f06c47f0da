namespace DeferredSeg.Abstractions.Experts;

/// <summary>How far a question has come.</summary>
public enum ExpertStatus
{
    /// <summary>There is no answer yet; ask again later.</summary>
    Pending,

    /// <summary>There is an answer.</summary>
    Answered,

    /// <summary>There will be no answer; the reason says why.</summary>
    Declined,
}
