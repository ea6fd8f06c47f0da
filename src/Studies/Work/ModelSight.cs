using System.Text.Json;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Studies.Store;
using Microsoft.Data.Sqlite;

namespace DeferredSeg.Studies.Work;

/// <summary>When a reader may see the model's mask of an image in a study that hides it: once nothing more is asked of them, or of others of their kind.</summary>
internal static class ModelSight
{
    private const string OfReader = """
        q.case_id = $case
            AND (q.expert = (SELECT expert FROM readers WHERE id = $reader) OR (SELECT expert FROM readers WHERE id = $reader) IS NULL)
        """;

    /// <summary>Whether everything is answered, and no network has an answer yet to follow.</summary>
    public static bool IsOver(SqliteConnection connection, string reader, string caseId) =>
        connection.Number(
            $"""
            SELECT COUNT(*) FROM assignments a JOIN questions q ON q.id = a.question_id
            WHERE {OfReader} AND a.kind <> 'second' AND (a.bound_to = '' OR a.bound_to = $reader) AND a.state IN ('open', 'held')
            """,
            ("case", caseId),
            ("reader", reader)
        ) == 0
        && !Latest(connection, reader, caseId).Any(one => IsFollowed(connection, one.Answer, one.Task, one.Followed));

    /// <summary>Whether a question is the last of its conversation so far.</summary>
    public static bool IsLatest(SqliteConnection connection, string question) =>
        connection.Number($"SELECT COUNT(*) FROM questions q WHERE q.id = $id AND {NoLater}", ("id", question)) == 1;

    // A conversation is about one region, and goes from round to round.
    private const string NoLater = """
        NOT EXISTS (
            SELECT 1 FROM questions r
            WHERE r.expert = q.expert AND r.case_id = q.case_id AND COALESCE(r.region, '') = COALESCE(q.region, '') AND r.round > q.round
        )
        """;

    private static List<(SealedAnswer Answer, ExpertTask Task, int[] Followed)> Latest(SqliteConnection connection, string reader, string caseId) =>
        connection.Rows(
            $"""
            SELECT a.*, q.task AS task, q.followed AS followed FROM answers a JOIN questions q ON q.id = a.question_id
            WHERE {OfReader} AND a.kind = 'answer' AND a.declined IS NULL AND q.task IN ('Choose', 'Click') AND {NoLater}
            """,
            row => (AnswerRows.Row(row), Enum.Parse<ExpertTask>(row.Text("task")), JsonSerializer.Deserialize<int[]>(row.Text("followed"))!),
            ("case", caseId),
            ("reader", reader)
        );

    private static bool IsFollowed(SqliteConnection connection, SealedAnswer answer, ExpertTask task, int[] followed) =>
        task == ExpertTask.Choose
            ? answer.Choice is { } choice && followed.Contains(choice)
            : answer.Abstained && Drawn.Of(connection, answer).Clicks.Count > 0;
}
