using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Studies.Questions;
using DeferredSeg.Studies.Strokes;

namespace DeferredSeg.Studies.Work;

/// <summary>A region in a reader's list. Whether it is a check it does not tell, and that it is a repeat is not for the reader.</summary>
/// <param name="AssignmentId">By which it is claimed.</param>
/// <param name="CaseId">The image.</param>
/// <param name="Expert">Whose question it is.</param>
/// <param name="Task">What is asked.</param>
/// <param name="Box">Where it lies.</param>
/// <param name="Worth">What an answer is expected to be worth; null where it is not known.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Version">How many strokes the reader's draft has.</param>
/// <param name="IsSecond">Whether the reader answers it a second time, after they saw the model.</param>
/// <param name="IsRepeat">Whether the reader has answered it before and is not told so.</param>
public sealed record WorkItem(
    string AssignmentId,
    string CaseId,
    string Expert,
    ExpertTask Task,
    RegionBox Box,
    double? Worth,
    WorkState State,
    long Version,
    bool IsSecond = false,
    bool IsRepeat = false
);

/// <summary>How far a region has come, for one reader.</summary>
public enum WorkState
{
    /// <summary>The reader has it.</summary>
    Mine,

    /// <summary>The reader may take it.</summary>
    Open,

    /// <summary>The reader has answered it.</summary>
    Sealed,

    /// <summary>The reader would not judge it.</summary>
    Declined,
}

/// <summary>A region that a reader has now.</summary>
/// <param name="AssignmentId">Its name.</param>
/// <param name="Fence">What every write has to say: once somebody else has the region, writes with an older fence are refused.</param>
/// <param name="LeaseUntil">Until when it is the reader's, in milliseconds since 1970, UTC; each write prolongs it.</param>
/// <param name="Version">How many strokes the reader's draft has.</param>
/// <param name="Question">What is asked, as far as the reader may see it.</param>
/// <param name="StartsFromModel">Whether painting begins with the model's mask.</param>
/// <param name="Strokes">The reader's draft.</param>
public sealed record Claim(
    string AssignmentId,
    long Fence,
    long LeaseUntil,
    long Version,
    StudyQuestion Question,
    bool StartsFromModel,
    IReadOnlyList<Stroke> Strokes
);

/// <summary>A stroke and how long it took.</summary>
/// <param name="Stroke">The stroke.</param>
/// <param name="ActiveMilliseconds">How long the reader was at work since the stroke before, without pauses.</param>
/// <param name="WallMilliseconds">How long it was by the clock on the wall.</param>
public sealed record TimedStroke(Stroke Stroke, long ActiveMilliseconds = 0, long WallMilliseconds = 0);

/// <summary>A sealed answer, without its mask.</summary>
/// <param name="AssignmentId">The region.</param>
/// <param name="QuestionId">The question.</param>
/// <param name="Kind">answer, repeat, check or second.</param>
/// <param name="ReaderId">Who answered.</param>
/// <param name="Version">How many strokes it has.</param>
/// <param name="StartsFromModel">Whether painting began with the model's mask.</param>
/// <param name="Abstained">Whether the reader rejected what was proposed and painted nothing in its place.</param>
/// <param name="Accepted">Whether a proposal to judge was accepted; null for other tasks.</param>
/// <param name="Choice">Which proposal was chosen, from 0; null for none.</param>
/// <param name="Confidence">How sure the reader is, 0 to 1; null where they did not say.</param>
/// <param name="Declined">Why the reader would not judge; null where they did.</param>
/// <param name="ActiveMilliseconds">How long they worked on it.</param>
/// <param name="WallMilliseconds">How long it took by the clock on the wall.</param>
/// <param name="SealedAt">When, in milliseconds since 1970, UTC.</param>
public sealed record SealedAnswer(
    string AssignmentId,
    string QuestionId,
    string Kind,
    string ReaderId,
    long Version,
    bool StartsFromModel,
    bool Abstained,
    bool? Accepted,
    int? Choice,
    double? Confidence,
    string? Declined,
    long ActiveMilliseconds,
    long WallMilliseconds,
    long SealedAt
);
