using System.Text.Json;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Studies.Questions;
using DeferredSeg.Studies.Store;
using DeferredSeg.Studies.Strokes;
using Microsoft.Data.Sqlite;

namespace DeferredSeg.Studies.Work;

/// <summary>Kinds of events that other code asks for.</summary>
internal static class EventKind
{
    public const string Stroke = "stroke";
    public const string Note = "note";
}

/// <summary>Reads what readers have and may take.</summary>
internal static class WorkRows
{
    public static List<WorkItem> List(SqliteConnection connection, string reader, StudyOrder order, long now, string? only = null)
    {
        if (connection.Number("SELECT COUNT(*) FROM readers WHERE id = $reader AND forgotten_at IS NULL", ("reader", reader)) == 0)
            throw new StudyException($"The study has no reader '{reader}', or they were forgotten.");
        var answered = AnswerRows.Count(connection, reader);
        var by = order == StudyOrder.Worth ? "COALESCE(q.worth, 0) DESC, a.position" : "a.position";
        // What is not due yet comes only where nothing else is left: a list that grows by what was just answered would tell.
        var all = connection.Rows(
            $"""
            SELECT a.id AS assignment, a.state AS state, a.kind AS kind, a.due_after AS due_after, a.reader_id AS holder, a.lease_until AS lease_until, q.*,
                (SELECT COUNT(*) FROM events e WHERE e.assignment_id = a.id AND e.reader_id = $reader AND e.version IS NOT NULL) AS version
            FROM assignments a JOIN questions q ON q.id = a.question_id
            WHERE (a.bound_to = '' OR a.bound_to = $reader)
                AND (q.expert = (SELECT expert FROM readers WHERE id = $reader) OR (SELECT expert FROM readers WHERE id = $reader) IS NULL)
                AND (a.state = 'open' OR a.reader_id = $reader OR (a.state = 'held' AND a.lease_until < $now))
                AND ($only IS NULL OR a.id = $only)
            ORDER BY CASE WHEN a.due_after > $answered THEN 1 ELSE 0 END, {by}, a.id
            """,
            row =>
                (
                    Due: row.Number("due_after") <= answered,
                    Item: new WorkItem(
                        row.Text("assignment"),
                        row.Text("case_id"),
                        row.Text("expert"),
                        Enum.Parse<ExpertTask>(row.Text("task")),
                        QuestionRows.Box(row),
                        row.RealOrNull("worth"),
                        row.Text("state") switch
                        {
                            "sealed" => WorkState.Sealed,
                            "declined" => WorkState.Declined,
                            "held" when row.TextOrNull("holder") == reader && row.Number("lease_until") >= now => WorkState.Mine,
                            _ => WorkState.Open,
                        },
                        row.Number("version"),
                        row.Text("kind") == AssignmentRows.Second,
                        row.Text("kind") == AssignmentRows.Repeat
                    )
                ),
            ("reader", reader),
            ("now", now),
            ("only", only),
            ("answered", answered)
        );
        var isOver = only is not null || !all.Exists(one => one.Due && one.Item.State is WorkState.Mine or WorkState.Open);
        return [.. all.Where(one => one.Due || isOver || one.Item.State is not WorkState.Open).Select(one => one.Item)];
    }

    public static List<string> MissingChecks(SqliteConnection connection, string reader) =>
        connection.Rows(
            """
            SELECT q.id AS id FROM questions q JOIN readers r ON r.id = $reader AND r.forgotten_at IS NULL
            WHERE q.truth IS NOT NULL AND (r.expert IS NULL OR r.expert = q.expert)
                AND NOT EXISTS (SELECT 1 FROM assignments a WHERE a.question_id = q.id AND a.kind = 'check' AND a.bound_to = $reader)
            """,
            row => row.Text("id"),
            ("reader", reader)
        );

    public static List<Stroke> Strokes(SqliteConnection connection, string assignment, string reader) =>
        connection.Rows(
            "SELECT body FROM events WHERE assignment_id = $id AND reader_id = $reader AND version IS NOT NULL ORDER BY version",
            row => Stroke.Of(row.Text("body")),
            ("id", assignment),
            ("reader", reader)
        );

    public static long Version(SqliteConnection connection, string assignment, string reader) =>
        connection.Number(
            "SELECT COALESCE(MAX(version), 0) FROM events WHERE assignment_id = $id AND reader_id = $reader AND version IS NOT NULL",
            ("id", assignment),
            ("reader", reader)
        );

    private static List<(long Version, string Body)> Written(SqliteConnection connection, string reader, string assignment, string write) =>
        connection.Rows(
            "SELECT version, body FROM events WHERE assignment_id = $id AND write_id = $write AND reader_id = $reader ORDER BY version",
            row => (row.Number("version"), row.Text("body")),
            ("id", assignment),
            ("write", write),
            ("reader", reader)
        );

    /// <summary>The version that a write was acknowledged with; null where it was not made yet.</summary>
    /// <exception cref="StudyConflictException">It was made with other strokes.</exception>
    public static long? Acknowledged(SqliteConnection connection, string reader, string assignment, string write, IReadOnlyList<string> bodies) =>
        Written(connection, reader, assignment, write) is not { Count: > 0 } before ? null
        : before.Select(row => row.Body).SequenceEqual(bodies) ? before[^1].Version
        : throw new StudyConflictException(
            StudyConflict.OtherContent,
            Version(connection, assignment, reader),
            $"The write {write} was made before with other strokes; expected a new name for each write."
        );

    /// <summary>Refuses strokes that are not of a question.</summary>
    /// <exception cref="ArgumentException">A number is out of range.</exception>
    public static void Check(SqliteConnection connection, Held held, IReadOnlyList<TimedStroke> strokes)
    {
        var (classes, slices, asked) = Limits(connection, held.QuestionId);
        var proposals = held.Kind == AssignmentRows.Second ? 0 : asked;
        foreach (var one in strokes)
        {
            one.Stroke.Check(classes, slices, proposals);
            if (one.ActiveMilliseconds < 0 || one.WallMilliseconds < 0)
                throw new ArgumentException("A stroke took less than no time; expected milliseconds from 0.", nameof(strokes));
        }
    }

    /// <exception cref="StudyConflictException">The draft has gone on.</exception>
    public static void RequireVersion(SqliteConnection connection, string readerId, string assignmentId, long version)
    {
        var stands = Version(connection, assignmentId, readerId);
        if (stands != version)
            throw new StudyConflictException(
                StudyConflict.StaleVersion,
                stands,
                $"The draft is at version {stands}, and this write builds on {version}; another window has gone on. Read it again."
            );
    }

    // What a stroke on a question may name.
    private static (int Classes, int Slices, int Proposals) Limits(SqliteConnection connection, string question) =>
        connection.Rows(
            "SELECT classes, slices, proposals FROM questions WHERE id = $id",
            row => ((int)row.Number("classes"), (int)row.Number("slices"), JsonSerializer.Deserialize<string[]>(row.Text("proposals"))!.Length),
            ("id", question)
        )[0];
}

/// <summary>An assignment as it stands.</summary>
/// <param name="Id">Its name.</param>
/// <param name="QuestionId">Its question.</param>
/// <param name="Kind">answer, repeat or check.</param>
/// <param name="State">open, held, sealed or declined.</param>
/// <param name="Reader">Who had it last.</param>
/// <param name="Fence">Goes up whenever somebody takes it.</param>
/// <param name="LeaseUntil">Until when it is theirs.</param>
internal sealed record Held(string Id, string QuestionId, string Kind, string State, string? Reader, long Fence, long LeaseUntil)
{
    public static Held Of(SqliteConnection connection, string id) =>
        connection
            .Rows(
                "SELECT * FROM assignments WHERE id = $id",
                row => new Held(
                    id,
                    row.Text("question_id"),
                    row.Text("kind"),
                    row.Text("state"),
                    row.TextOrNull("reader_id"),
                    row.Number("fence"),
                    row.Number("lease_until")
                ),
                ("id", id)
            )
            .FirstOrDefault()
        ?? throw new StudyConflictException(StudyConflict.LostLease, null, $"The study has no region '{id}'.");

    /// <summary>A lease that ran out still counts as long as nobody else has taken the region.</summary>
    /// <exception cref="StudyConflictException">Somebody has, or it is sealed.</exception>
    public static Held Require(SqliteConnection connection, string reader, string id, long fence)
    {
        var held = Of(connection, id);
        if (held.State is "sealed" or "declined")
            throw new StudyConflictException(
                held.Reader == reader ? StudyConflict.Sealed : StudyConflict.LostLease,
                null,
                $"The answer of {id} is sealed and stays as it is."
            );
        if (held.State != "held" || held.Reader != reader || held.Fence != fence)
            throw new StudyConflictException(
                StudyConflict.LostLease,
                null,
                $"The region {id} is no longer this reader's: the lease ran out and somebody has taken it, or it was given back. Claim it again."
            );
        return held;
    }
}
