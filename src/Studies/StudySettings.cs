using System.Text.Json.Serialization;

namespace DeferredSeg.Studies;

/// <summary>How a study is run. It is said when the study is made and stays so.</summary>
/// <param name="Title">What readers see it called.</param>
/// <param name="Arm">Whether readers see the model's mask before they have answered.</param>
/// <param name="Order">In which order regions come.</param>
/// <param name="Seed">What shuffling and repeats are drawn from.</param>
/// <param name="LeaseSeconds">How long a region stays a reader's after the last sign of life, 10 to 86,400.</param>
/// <param name="Repeats">The share of regions that come a second time to the same reader unannounced, 0 to 1.</param>
/// <param name="RepeatAfter">After how many further answers at the earliest, 0 or more.</param>
public sealed record StudySettings(
    string Title = "Study",
    StudyArm Arm = StudyArm.Hidden,
    StudyOrder Order = StudyOrder.Shuffled,
    long Seed = 0,
    int LeaseSeconds = 900,
    double Repeats = 0,
    int RepeatAfter = 10
)
{
    /// <summary>Refuses what is out of range.</summary>
    /// <exception cref="StudyException">A value is; the message says which.</exception>
    public void Check()
    {
        if (LeaseSeconds is < 10 or > 86_400)
            throw new StudyException($"leaseSeconds is {LeaseSeconds}; expected 10 to 86400.");
        if (Repeats is not (>= 0 and <= 1))
            throw new StudyException(FormattableString.Invariant($"repeats is {Repeats}; expected a share from 0 to 1."));
        if (RepeatAfter < 0)
            throw new StudyException($"repeatAfter is {RepeatAfter}; expected 0 or more.");
    }
}

/// <summary>Whether readers see the model's mask.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StudyArm>))]
public enum StudyArm
{
    /// <summary>Not before their answer is sealed: it cannot have been led by the model.</summary>
    [JsonStringEnumMemberName("hidden")]
    Hidden,

    /// <summary>From the start, and painting begins with it.</summary>
    [JsonStringEnumMemberName("shown")]
    Shown,
}

/// <summary>In which order regions come.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StudyOrder>))]
public enum StudyOrder
{
    /// <summary>Drawn from the seed, so that nobody can tell from its place what a region is.</summary>
    [JsonStringEnumMemberName("shuffled")]
    Shuffled,

    /// <summary>The most valuable first, for whoever has little time.</summary>
    [JsonStringEnumMemberName("worth")]
    Worth,
}
