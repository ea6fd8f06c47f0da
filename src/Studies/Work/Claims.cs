using DeferredSeg.Studies.Store;
using Microsoft.Data.Sqlite;

namespace DeferredSeg.Studies.Work;

/// <summary>How a region becomes a reader's.</summary>
internal static class Claims
{
    /// <inheritdoc cref="StudyWork.Claim"/>
    public static Claim? Take(SqliteConnection connection, StudySettings settings, string readerId, string? assignmentId, long now)
    {
        var offered = WorkRows.List(connection, readerId, settings.Order, now);
        var item = assignmentId is null
            ? offered.FirstOrDefault(one => one.State == WorkState.Mine) ?? offered.FirstOrDefault(one => one.State == WorkState.Open)
            : offered.FirstOrDefault(one => one.AssignmentId == assignmentId && one.State is WorkState.Mine or WorkState.Open);
        if (item is null)
            return assignmentId is null
                ? null
                : throw new StudyConflictException(
                    StudyConflict.LostLease,
                    null,
                    $"The region {assignmentId} is not to be had: it is answered, another reader's, or none of this study."
                );
        var goesOn = item.State == WorkState.Mine;
        connection.Run(
            "UPDATE assignments SET state = 'held', reader_id = $reader, fence = fence + $more, lease_until = $until WHERE id = $id",
            ("reader", readerId),
            ("more", goesOn ? 0L : 1L),
            ("until", now + 1000L * settings.LeaseSeconds),
            ("id", item.AssignmentId)
        );
        if (!goesOn)
            EventLog.Add(connection, now, "claim", readerId, item.AssignmentId);
        var held = Held.Of(connection, item.AssignmentId);
        var question = AskedQuestion.Of(connection, held.QuestionId, held.Kind);
        var strokes = WorkRows.Strokes(connection, item.AssignmentId, readerId);
        return new(
            item.AssignmentId,
            held.Fence,
            held.LeaseUntil,
            strokes.Count,
            question.AsAsked(settings.Arm),
            StartsFromModel(settings, held, question.Model is not null),
            strokes
        );
    }

    /// <summary>Whether painting begins with the model's mask.</summary>
    public static bool StartsFromModel(StudySettings settings, Held held, bool isThere) =>
        settings.Arm == StudyArm.Shown && held.Kind != AssignmentRows.Second && isThere;

    /// <summary>Has a region asked of its reader once more, now that they may see the model.</summary>
    /// <inheritdoc cref="StudyWork.AskAgain"/>
    public static string AskAgain(SqliteConnection connection, StudySettings settings, string readerId, string assignmentId, long now)
    {
        if (settings.Arm != StudyArm.Hidden)
            throw new StudyException("The study shows the model from the start, so that there is no second answer.");
        var held = Held.Of(connection, assignmentId);
        if (held is not { Kind: AssignmentRows.Answer, State: "sealed" } || held.Reader != readerId || !ModelSight.IsLatest(connection, held.QuestionId))
            throw new StudyException("There is no answer of yours to this region yet, or a later one of the same region counts.");
        var question = Questions.QuestionRows.Read(connection, held.QuestionId);
        if (question.Model is null || !ModelSight.IsOver(connection, readerId, question.Case.Id))
            throw new StudyException("The model of this image is hidden until everything that is asked about it is answered.");
        var second = AssignmentRows.IdOf(held.QuestionId, AssignmentRows.Second, readerId);
        if (AnswerRows.Find(connection, second) is not null)
            throw new StudyException("The second answer to this region is given, and stays as it is.");
        AssignmentRows.Add(connection, held.QuestionId, AssignmentRows.Second, readerId, 0, 0);
        EventLog.Add(connection, now, "again", readerId, second);
        return second;
    }
}
