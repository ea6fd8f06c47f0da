namespace DeferredSeg.Studies;

/// <summary>A study is missing, damaged or asked for what it does not have. The message says what was found and how to mend it.</summary>
public class StudyException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>Somebody else, or another window of the same reader, was first. Nothing was written.</summary>
/// <param name="conflict">What was in the way.</param>
/// <param name="version">The version of the draft that stands; null where there is none to go on from.</param>
/// <param name="message">For a person.</param>
public sealed class StudyConflictException(StudyConflict conflict, long? version, string message) : StudyException(message)
{
    /// <summary>What was in the way.</summary>
    public StudyConflict Conflict => conflict;

    /// <summary>The version of the draft that stands; null where there is none to go on from.</summary>
    public long? Version => version;
}

/// <summary>What is in the way of a write.</summary>
public enum StudyConflict
{
    /// <summary>The draft has gone on since: read it again and write on top of it.</summary>
    StaleVersion,

    /// <summary>The lease has run out, or somebody else has taken the region.</summary>
    LostLease,

    /// <summary>The answer is sealed.</summary>
    Sealed,

    /// <summary>The same write was made before with other content.</summary>
    OtherContent,
}
