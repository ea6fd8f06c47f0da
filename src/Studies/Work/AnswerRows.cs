using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Studies.Questions;
using DeferredSeg.Studies.Store;
using DeferredSeg.Studies.Strokes;
using Microsoft.Data.Sqlite;

namespace DeferredSeg.Studies.Work;

/// <summary>What strokes come to as an answer.</summary>
/// <param name="Mask">K planes; 0 outside of the region.</param>
/// <param name="Abstained">Whether the region is undecided: a proposal was rejected and nothing painted in its place, or clicks have to be followed.</param>
/// <param name="Accepted">For proposals to judge.</param>
/// <param name="Choice">For proposals to choose from.</param>
/// <param name="Clicks">For clicks to correct what stands; empty for other tasks, or where nothing is wrong.</param>
internal sealed record Drawn(MaskPlanes Mask, bool Abstained, bool? Accepted, int? Choice, IReadOnlyList<ExpertClick> Clicks)
{
    /// <summary>Draws an answer that was sealed again.</summary>
    public static Drawn Of(SqliteConnection connection, SealedAnswer answer) =>
        Of(
            connection,
            AskedQuestion.Of(connection, answer.QuestionId, answer.Kind),
            answer.StartsFromModel,
            [.. WorkRows.Strokes(connection, answer.AssignmentId, answer.ReaderId).Take((int)answer.Version)]
        );

    /// <exception cref="StudyException">Nothing was said of the proposals.</exception>
    public static Drawn Of(SqliteConnection connection, StudyQuestion question, bool startsFromModel, IReadOnlyList<Stroke> strokes)
    {
        var picture = (question.Canvas(startsFromModel) with { Masks = name => Blobs.FindMask(connection, name) }).Draw(strokes);
        var proposes = question.Task is ExpertTask.Judge or ExpertTask.Choose;
        if (proposes && picture is { Verdict: Verdict.None, Standing: 0 })
            throw new StudyException("Nothing was said of what is proposed; accept it, reject it, or paint another answer, and then finish.");
        return new(
            new(question.Image.Grid, question.Classes, picture.Values),
            picture.Verdict == Verdict.Rejected || (question.Task == ExpertTask.Click && picture.Clicks.Count > 0),
            question.Task == ExpertTask.Judge ? picture.Verdict == Verdict.Accepted : null,
            question.Task == ExpertTask.Choose ? picture.Proposal : null,
            question.Task == ExpertTask.Click ? picture.Clicks : []
        );
    }
}

/// <summary>Sealed answers in the database.</summary>
internal static class AnswerRows
{
    public static void Add(
        SqliteConnection connection,
        Held held,
        string reader,
        long version,
        bool startsFromModel,
        Drawn answer,
        double? confidence,
        long now
    ) => Insert(connection, held, reader, version, startsFromModel, answer, confidence, null, now);

    public static void Decline(SqliteConnection connection, Held held, string reader, long version, string reason, long now) =>
        Insert(connection, held, reader, version, false, null, null, reason, now);

    public static long Count(SqliteConnection connection, string reader) =>
        connection.Number("SELECT COUNT(*) FROM answers WHERE reader_id = $reader", ("reader", reader));

    public static SealedAnswer? Find(SqliteConnection connection, string assignment) =>
        connection.Rows("SELECT * FROM answers WHERE assignment_id = $id", Row, ("id", assignment)).FirstOrDefault();

    public static SealedAnswer Row(StudyRow row) =>
        new(
            row.Text("assignment_id"),
            row.Text("question_id"),
            row.Text("kind"),
            row.Text("reader_id"),
            row.Number("version"),
            row.Number("starts_from_model") == 1,
            row.Number("abstained") == 1,
            row.NumberOrNull("accepted") is { } accepted ? accepted == 1 : null,
            (int?)row.NumberOrNull("choice"),
            row.RealOrNull("confidence"),
            row.TextOrNull("declined"),
            row.Number("active_ms"),
            row.Number("wall_ms"),
            row.Number("sealed_at")
        );

    private static void Insert(
        SqliteConnection connection,
        Held held,
        string reader,
        long version,
        bool startsFromModel,
        Drawn? answer,
        double? confidence,
        string? declined,
        long now
    )
    {
        (string, object?)[] mine = [("id", held.Id), ("reader", reader)];
        const string OfMine = "FROM events WHERE assignment_id = $id AND reader_id = $reader";
        connection.Run(
            """
            INSERT INTO answers (
                assignment_id, question_id, kind, reader_id, version, starts_from_model, mask, abstained, accepted, choice, confidence, declined, active_ms,
                wall_ms, sealed_at
            ) VALUES (
                $id, $question, $kind, $reader, $version, $starts, $mask, $abstained, $accepted, $choice, $confidence, $declined, $active, $wall, $at
            )
            """,
            ("id", held.Id),
            ("question", held.QuestionId),
            ("kind", held.Kind),
            ("reader", reader),
            ("version", version),
            ("starts", startsFromModel ? 1L : 0L),
            ("mask", Blobs.Add(connection, answer?.Mask)),
            ("abstained", answer?.Abstained == true ? 1L : 0L),
            ("accepted", answer?.Accepted is { } accepted ? (accepted ? 1L : 0L) : null),
            ("choice", (long?)answer?.Choice),
            ("confidence", confidence),
            ("declined", declined),
            ("active", connection.Number($"SELECT COALESCE(SUM(active_ms), 0) {OfMine}", mine)),
            ("wall", connection.Number($"SELECT COALESCE(SUM(wall_ms), 0) {OfMine}", mine)),
            ("at", now)
        );
        connection.Run(
            "UPDATE assignments SET state = $state, lease_until = 0 WHERE id = $id",
            ("state", declined is null ? "sealed" : "declined"),
            ("id", held.Id)
        );
        EventLog.Add(connection, now, declined is null ? "seal" : "decline", reader, held.Id, body: declined);
    }
}
