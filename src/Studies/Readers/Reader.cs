namespace DeferredSeg.Studies.Readers;

/// <summary>A reader.</summary>
/// <param name="Id">Drawn at random; it tells nothing of the person.</param>
/// <param name="Role">What they may do.</param>
/// <param name="Expert">The expert whose questions they get; null for all.</param>
/// <param name="Name">Their name; null once they were forgotten.</param>
/// <param name="Contact">How they are reached; null where that is not known.</param>
/// <param name="CreatedAt">When they came, in milliseconds since 1970, UTC.</param>
/// <param name="ForgottenAt">When their identity was deleted; null where it was not.</param>
public sealed record Reader(string Id, ReaderRole Role, string? Expert, string? Name, string? Contact, long CreatedAt, long? ForgottenAt);

/// <summary>What a reader may do.</summary>
public enum ReaderRole
{
    /// <summary>Answers, and sees their own answers alone.</summary>
    Reader,

    /// <summary>Sees all answers too.</summary>
    Reviewer,

    /// <summary>Invites and removes readers too, and takes the study out.</summary>
    Owner,
}
