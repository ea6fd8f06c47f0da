using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Randomness;
using DeferredSeg.Studies.Questions;
using DeferredSeg.Studies.Store;
using DeferredSeg.Studies.Strokes;
using Microsoft.Data.Sqlite;

namespace DeferredSeg.Studies.Work;

/// <summary>
/// Who has which region, and what they paint on it. A region is one reader's at a time, for as long as their lease; every write says on which version it
/// builds, and is on the disk when it returns.
/// </summary>
public sealed class StudyWork
{
    private const int MostStrokes = 1000;

    private readonly StudyDatabase _database;
    private readonly StudySettings _settings;
    private readonly StudyClock _clock;

    internal StudyWork(StudyDatabase database, StudySettings settings, StudyClock clock) => (_database, _settings, _clock) = (database, settings, clock);

    private long Lease => 1000L * _settings.LeaseSeconds;

    /// <summary>What a reader has, had and may take, in the order in which it comes; regions of others are none of it.</summary>
    public IReadOnlyList<WorkItem> List(string readerId)
    {
        DealtWork.DealChecks(_database, _settings, readerId);
        return _database.Read(connection => WorkRows.List(connection, readerId, _settings.Order, _clock.Now));
    }

    /// <summary>A region as the reader's list has it, and its question; null where the reader has no right to it.</summary>
    /// <remarks>The question's name is not for readers: it would tell them which regions they are asked twice.</remarks>
    public (WorkItem Item, string QuestionId)? Find(string readerId, string assignmentId) =>
        _database.Read(connection =>
            WorkRows.List(connection, readerId, _settings.Order, _clock.Now, assignmentId).FirstOrDefault() is { } item
                ? (item, Held.Of(connection, assignmentId).QuestionId)
                : ((WorkItem, string)?)null
        );

    /// <summary>Gives a reader a region: the one that they have, one they ask for, or the next.</summary>
    /// <param name="readerId">The reader.</param>
    /// <param name="assignmentId">Which; null for the one they have, or the next.</param>
    /// <returns>Null where there is none to be had.</returns>
    /// <exception cref="StudyException">There is no such reader, or the region is not theirs to take.</exception>
    public Claim? Claim(string readerId, string? assignmentId = null)
    {
        DealtWork.DealChecks(_database, _settings, readerId);
        return _database.Write(connection => Claims.Take(connection, _settings, readerId, assignmentId, _clock.Now));
    }

    /// <summary>Has a region asked once more of the reader who answered it, now that they may see the model; it is then claimed as any other.</summary>
    /// <param name="readerId">The reader.</param>
    /// <param name="assignmentId">The region as they answered it first.</param>
    /// <returns>The name of the region for the second answer, the same however often this is asked for.</returns>
    /// <exception cref="StudyException">The study shows the model from the start, or the reader may not see it yet, or has answered twice.</exception>
    public string AskAgain(string readerId, string assignmentId) =>
        _database.Write(connection => Claims.AskAgain(connection, _settings, readerId, assignmentId, _clock.Now));

    /// <summary>Whether a reader may see the model's mask of an image.</summary>
    /// <remarks>
    /// Always where the study shows it. Else once everything that they, or others of their expert, are asked about it is answered, and no network has an answer
    /// yet to follow by a further question.
    /// </remarks>
    public bool SeesModel(string readerId, string caseId) =>
        _settings.Arm == StudyArm.Shown || _database.Read(connection => ModelSight.IsOver(connection, readerId, caseId));

    /// <summary>What is asked by a region, as far as its reader may see it.</summary>
    /// <param name="assignmentId">A region of the reader's list.</param>
    public StudyQuestion Asked(string assignmentId) =>
        _database.Read(connection =>
        {
            var held = Held.Of(connection, assignmentId);
            return AskedQuestion.Of(connection, held.QuestionId, held.Kind).AsAsked(_settings.Arm);
        });

    /// <summary>Says that a reader is still there.</summary>
    /// <returns>Until when the region is theirs, in milliseconds since 1970, UTC.</returns>
    /// <exception cref="StudyConflictException">The region went to somebody else, or is sealed.</exception>
    public long Renew(string readerId, string assignmentId, long fence) =>
        _database.Write(connection =>
        {
            Held.Require(connection, readerId, assignmentId, fence);
            return Renew(connection, assignmentId);
        });

    /// <summary>A reader's draft.</summary>
    /// <param name="readerId">The reader.</param>
    /// <param name="assignmentId">The region.</param>
    /// <returns>All strokes in their order, those that were taken back among them; their count is the draft's version.</returns>
    public IReadOnlyList<Stroke> Draft(string readerId, string assignmentId) =>
        _database.Read(connection => WorkRows.Strokes(connection, assignmentId, readerId));

    /// <summary>Adds strokes to a draft. The same write made again changes nothing and says the same.</summary>
    /// <param name="readerId">The reader.</param>
    /// <param name="assignmentId">The region.</param>
    /// <param name="fence">That of <see cref="Work.Claim.Fence"/>.</param>
    /// <param name="version">The version on which the strokes build.</param>
    /// <param name="writeId">A name of this write that is never used for another, 1 to 100 letters.</param>
    /// <param name="strokes">1 to 1,000 strokes.</param>
    /// <returns>The draft's version now.</returns>
    /// <exception cref="StudyConflictException">
    /// The draft has gone on, the region went to somebody else or is sealed, or the write's name was used for another. Nothing was written.
    /// </exception>
    /// <exception cref="ArgumentException">A stroke is out of range.</exception>
    public long Append(string readerId, string assignmentId, long fence, long version, string writeId, IReadOnlyList<TimedStroke> strokes)
    {
        if (strokes.Count is 0 or > MostStrokes)
            throw new ArgumentException($"A write has {strokes.Count} strokes; expected 1 to {MostStrokes}.", nameof(strokes));
        if (writeId.Length is 0 or > 100)
            throw new ArgumentException($"A write's name has {writeId.Length} letters; expected 1 to 100.", nameof(writeId));
        string[] bodies = [.. strokes.Select(one => one.Stroke.Json())];
        return _database.Write(connection =>
        {
            // Before anything else: who was acknowledged and asks again is told so, whatever happened since.
            if (WorkRows.Acknowledged(connection, readerId, assignmentId, writeId, bodies) is { } before)
                return before;
            var held = Held.Require(connection, readerId, assignmentId, fence);
            WorkRows.RequireVersion(connection, readerId, assignmentId, version);
            WorkRows.Check(connection, held, strokes);
            for (var i = 0; i < strokes.Count; i++)
                EventLog.Add(
                    connection,
                    _clock.Now,
                    EventKind.Stroke,
                    readerId,
                    assignmentId,
                    version + i + 1,
                    writeId,
                    bodies[i],
                    strokes[i].ActiveMilliseconds,
                    strokes[i].WallMilliseconds
                );
            Renew(connection, assignmentId);
            return version + strokes.Count;
        });
    }

    /// <summary>Writes down what happened on the screen besides strokes: opened, zoomed, looked at a neighbouring slice.</summary>
    /// <param name="readerId">The reader.</param>
    /// <param name="assignmentId">The region; null for none.</param>
    /// <param name="what">A word for it, 1 to 40 letters.</param>
    /// <param name="activeMilliseconds">How long the reader was at work; it counts as time on the region.</param>
    /// <param name="wallMilliseconds">How long it took by the clock on the wall.</param>
    public void Note(string readerId, string? assignmentId, string what, long activeMilliseconds = 0, long wallMilliseconds = 0)
    {
        if (what.Length is 0 or > 40)
            throw new ArgumentException($"What happened has {what.Length} letters; expected 1 to 40.", nameof(what));
        _database.Write(connection =>
            EventLog.Add(
                connection,
                _clock.Now,
                EventKind.Note,
                readerId,
                assignmentId,
                body: what,
                active: Math.Max(0, activeMilliseconds),
                wall: Math.Max(0, wallMilliseconds)
            )
        );
    }

    /// <summary>Ends a region with what is painted: from here on it is the answer and never changes. The same call made again says the same.</summary>
    /// <param name="readerId">The reader.</param>
    /// <param name="assignmentId">The region.</param>
    /// <param name="fence">That of <see cref="Work.Claim.Fence"/>.</param>
    /// <param name="version">The version that the reader sees and means.</param>
    /// <param name="confidence">How sure they are, 0 to 1; null where they did not say.</param>
    /// <exception cref="StudyConflictException">The draft has gone on, or the region went to somebody else, or is sealed otherwise.</exception>
    /// <exception cref="StudyException">A proposal has to be accepted or rejected first.</exception>
    public SealedAnswer Seal(string readerId, string assignmentId, long fence, long version, double? confidence = null)
    {
        if (confidence is { } said && !(said is >= 0 and <= 1))
            throw new ArgumentException(FormattableString.Invariant($"The confidence is {said}; expected 0 to 1."), nameof(confidence));
        return _database.Write(connection =>
        {
            if (AnswerRows.Find(connection, assignmentId) is { } before)
                return before.ReaderId == readerId && before.Version == version && before.Declined is null
                    ? before
                    : throw Conflict(StudyConflict.Sealed, null, $"The answer of {assignmentId} is sealed and stays as it is.");
            var held = Held.Require(connection, readerId, assignmentId, fence);
            WorkRows.RequireVersion(connection, readerId, assignmentId, version);
            var question = AskedQuestion.Of(connection, held.QuestionId, held.Kind);
            var startsFromModel = Claims.StartsFromModel(_settings, held, question.Model is not null);
            var answer = Drawn.Of(connection, question, startsFromModel, WorkRows.Strokes(connection, assignmentId, readerId));
            AnswerRows.Add(connection, held, readerId, version, startsFromModel, answer, confidence, _clock.Now);
            DealtWork.AddRepeat(connection, _settings, held, readerId);
            return AnswerRows.Find(connection, assignmentId)!;
        });
    }

    /// <summary>Ends a region without an answer: the reader would not judge it, and the model's answer stands there.</summary>
    /// <param name="readerId">The reader.</param>
    /// <param name="assignmentId">The region.</param>
    /// <param name="fence">That of <see cref="Work.Claim.Fence"/>.</param>
    /// <param name="reason">Why, in a sentence.</param>
    /// <exception cref="StudyConflictException">The region went to somebody else, or is sealed.</exception>
    public SealedAnswer Decline(string readerId, string assignmentId, long fence, string reason)
    {
        if (string.IsNullOrWhiteSpace(reason))
            throw new ArgumentException("A region is declined without a reason; expected a sentence for whoever reads the report.", nameof(reason));
        return _database.Write(connection =>
        {
            if (AnswerRows.Find(connection, assignmentId) is { Declined: not null } before && before.ReaderId == readerId)
                return before;
            var held = Held.Require(connection, readerId, assignmentId, fence);
            AnswerRows.Decline(connection, held, readerId, WorkRows.Version(connection, assignmentId, readerId), reason.Trim(), _clock.Now);
            return AnswerRows.Find(connection, assignmentId)!;
        });
    }

    /// <summary>Gives a region back without an answer. The draft is kept for its reader, should they take it again.</summary>
    /// <exception cref="StudyConflictException">The region went to somebody else, or is sealed.</exception>
    public void Release(string readerId, string assignmentId, long fence) =>
        _database.Write(connection =>
        {
            Held.Require(connection, readerId, assignmentId, fence);
            EventLog.Add(connection, _clock.Now, "release", readerId, assignmentId);
            return connection.Run("UPDATE assignments SET state = 'open', fence = fence + 1, lease_until = 0 WHERE id = $id", ("id", assignmentId));
        });

    /// <summary>The region that a command waits for the answer of, by its question.</summary>
    /// <param name="questionId">The question; a check has none.</param>
    public static string AssignmentOf(string questionId) => AssignmentRows.IdOf(questionId, AssignmentRows.Answer, "");

    /// <summary>The region under whose name a reader answers a question a second time.</summary>
    public static string SecondOf(string questionId, string readerId) => AssignmentRows.IdOf(questionId, AssignmentRows.Second, readerId);

    /// <summary>Keeps a mask that was painted elsewhere.</summary>
    /// <returns>The name by which a stroke of <see cref="StrokeTool.Mask"/> takes it.</returns>
    public string AddMask(MaskPlanes mask) => _database.Write(connection => Blobs.Add(connection, mask)!);

    private long Renew(SqliteConnection connection, string assignmentId)
    {
        var until = _clock.Now + Lease;
        connection.Run("UPDATE assignments SET lease_until = $until WHERE id = $id", ("until", until), ("id", assignmentId));
        return until;
    }

    private static StudyConflictException Conflict(StudyConflict conflict, long? version, string message) => new(conflict, version, message);
}
