using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Studies.Questions;
using DeferredSeg.Studies.Store;

namespace DeferredSeg.Studies.Work;

/// <summary>What was answered, what it took, and how each reader does: for reviewers and owners.</summary>
public sealed class StudyAnswers
{
    private readonly StudyDatabase _database;

    internal StudyAnswers(StudyDatabase database) => _database = database;

    /// <summary>All sealed answers in the order in which they were sealed, those declined, repeats and checks among them.</summary>
    public IReadOnlyList<SealedAnswer> List() =>
        _database.Read(connection => connection.Rows("SELECT * FROM answers ORDER BY sealed_at, assignment_id", AnswerRows.Row));

    /// <summary>A sealed answer; null where it is not sealed.</summary>
    public SealedAnswer? Find(string assignmentId) => _database.Read(connection => AnswerRows.Find(connection, assignmentId));

    /// <summary>The mask of a sealed answer; null where there is none, or it was declined.</summary>
    public MaskPlanes? Mask(string assignmentId) =>
        _database.Read(connection =>
            Blobs.Mask(
                connection,
                connection.Rows("SELECT mask FROM answers WHERE assignment_id = $id", row => row.TextOrNull("mask"), ("id", assignmentId)).FirstOrDefault()
            )
        );

    /// <summary>Draws an answer again, stroke by stroke.</summary>
    /// <param name="answer">A sealed answer.</param>
    /// <returns>The mask, which is that of <see cref="Mask"/> bit for bit; null where it was declined.</returns>
    public MaskPlanes? Replay(SealedAnswer answer) => answer.Declined is not null ? null : _database.Read(connection => Drawn.Of(connection, answer).Mask);

    /// <summary>The whole log in its order.</summary>
    public IReadOnlyList<StudyEvent> Events() =>
        _database.Read(connection =>
            connection.Rows(
                "SELECT * FROM events ORDER BY seq",
                row => new StudyEvent(
                    row.Number("seq"),
                    row.Number("happened_at"),
                    row.TextOrNull("reader_id"),
                    row.TextOrNull("assignment_id"),
                    row.Text("kind"),
                    row.NumberOrNull("version"),
                    row.TextOrNull("body"),
                    row.Number("active_ms"),
                    row.Number("wall_ms")
                )
            )
        );

    /// <summary>How far each reader has come, in the order in which they joined.</summary>
    public IReadOnlyList<ReaderProgress> Progress() =>
        _database.Read(connection =>
            connection.Rows(
                """
                SELECT r.id AS id,
                    (SELECT COUNT(*) FROM answers a WHERE a.reader_id = r.id AND a.declined IS NULL AND a.kind = 'answer') AS answered,
                    (SELECT COUNT(*) FROM answers a WHERE a.reader_id = r.id AND a.declined IS NOT NULL AND a.kind <> 'second') AS declined,
                    (SELECT COUNT(*) FROM answers a WHERE a.reader_id = r.id AND a.kind IN ('repeat', 'check')) AS checks,
                    (SELECT COUNT(*) FROM answers a WHERE a.reader_id = r.id AND a.declined IS NULL AND a.kind = 'second') AS seconds,
                    (SELECT COUNT(*) FROM assignments a WHERE a.reader_id = r.id AND a.state = 'held') AS held,
                    (SELECT COALESCE(SUM(a.active_ms), 0) FROM answers a WHERE a.reader_id = r.id) AS active
                FROM readers r ORDER BY r.created_at, r.id
                """,
                row => new ReaderProgress(
                    row.Text("id"),
                    (int)row.Number("answered"),
                    (int)row.Number("declined"),
                    (int)row.Number("checks"),
                    (int)row.Number("held"),
                    row.Number("active") / 1000.0,
                    (int)row.Number("seconds")
                )
            )
        );

    /// <summary>How each reader did on regions of known truth, and on those that they were given twice.</summary>
    /// <returns>One entry for each check or repeat that was answered, with the overlap within its region.</returns>
    public IReadOnlyList<ReaderCheck> Checks()
    {
        var rows = _database.Read(connection =>
            connection.Rows(
                """
                SELECT a.*, q.truth AS truth, q.region AS region,
                    (SELECT b.mask FROM answers b WHERE b.question_id = a.question_id AND b.kind = 'answer' AND b.reader_id = a.reader_id) AS first
                FROM answers a JOIN questions q ON q.id = a.question_id WHERE a.kind IN ('repeat', 'check') AND a.mask IS NOT NULL ORDER BY a.sealed_at, a.assignment_id
                """,
                row =>
                    (
                        Answer: AnswerRows.Row(row),
                        Mask: row.Text("mask"),
                        Other: row.TextOrNull("truth") ?? row.TextOrNull("first"),
                        Region: row.TextOrNull("region")
                    )
            )
        );
        return
        [
            .. rows.Where(row => row.Other is not null)
                .Select(row =>
                    _database.Read(connection => new ReaderCheck(
                        row.Answer.ReaderId,
                        row.Answer.Kind,
                        row.Answer.QuestionId,
                        Dice(Blobs.Mask(connection, row.Mask)!, Blobs.Mask(connection, row.Other)!, Blobs.Mask(connection, row.Region))
                    ))
                ),
        ];
    }

    // Two empty masks agree.
    private static double Dice(MaskPlanes one, MaskPlanes other, MaskPlanes? region)
    {
        var (both, sum, pixels) = (0L, 0L, one.Grid.Count);
        for (var i = 0; i < one.Values.Length; i++)
        {
            if (region?.Values[i % pixels] == 0)
                continue;
            both += one.Values[i] & other.Values[i];
            sum += one.Values[i] + other.Values[i];
        }
        return sum == 0 ? 1 : 2.0 * both / sum;
    }
}

/// <summary>An entry of the log.</summary>
/// <param name="Sequence">Its number, from 1 without a gap.</param>
/// <param name="At">When, in milliseconds since 1970, UTC.</param>
/// <param name="ReaderId">Who; null where nobody did it.</param>
/// <param name="AssignmentId">The region; null where it is about none.</param>
/// <param name="Kind">stroke, claim, again, release, seal, decline, note, join, begin or forget.</param>
/// <param name="Version">The draft's version after a stroke; null for anything else.</param>
/// <param name="Body">The stroke as JSON, or what was noted.</param>
/// <param name="ActiveMilliseconds">How long the reader was at work.</param>
/// <param name="WallMilliseconds">How long it took by the clock on the wall.</param>
public sealed record StudyEvent(
    long Sequence,
    long At,
    string? ReaderId,
    string? AssignmentId,
    string Kind,
    long? Version,
    string? Body,
    long ActiveMilliseconds,
    long WallMilliseconds
);

/// <summary>How far a reader has come.</summary>
/// <param name="ReaderId">Who.</param>
/// <param name="Answered">Regions that they answered.</param>
/// <param name="Declined">Regions that they would not judge.</param>
/// <param name="Checks">Repeats and regions of known truth that they answered or declined.</param>
/// <param name="Held">Regions that they have now.</param>
/// <param name="ActiveSeconds">How long they worked on what they ended.</param>
/// <param name="SecondAnswers">Regions that they answered once more after they saw the model.</param>
public sealed record ReaderProgress(string ReaderId, int Answered, int Declined, int Checks, int Held, double ActiveSeconds, int SecondAnswers);

/// <summary>How a reader did on a check.</summary>
/// <param name="ReaderId">Who.</param>
/// <param name="Kind">check, against the known truth; repeat, against their own first answer.</param>
/// <param name="QuestionId">The region.</param>
/// <param name="Dice">The overlap within it, over all classes, 0 to 1.</param>
public sealed record ReaderCheck(string ReaderId, string Kind, string QuestionId, double Dice);
