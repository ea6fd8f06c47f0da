using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Randomness;
using DeferredSeg.Studies.Store;
using DeferredSeg.Studies.Work;
using Microsoft.Data.Sqlite;

namespace DeferredSeg.Studies.Questions;

/// <summary>The questions of a study.</summary>
public sealed class StudyQuestions : IQuestionStore
{
    private const int IdDigits = 32;

    private readonly StudyDatabase _database;
    private readonly StudySettings _settings;
    private readonly StudyClock _clock;

    internal StudyQuestions(StudyDatabase database, StudySettings settings, StudyClock clock) => (_database, _settings, _clock) = (database, settings, clock);

    /// <inheritdoc/>
    public string Submit(string expert, ExpertRequest request, CancellationToken cancellation = default) => Add(expert, request, null, cancellation);

    /// <summary>Adds a region whose truth is known, which every reader of the expert is asked once and unannounced.</summary>
    /// <param name="expert">The expert whose readers are checked.</param>
    /// <param name="request">The question.</param>
    /// <param name="truth">The right answer, K planes.</param>
    /// <returns>The question's name.</returns>
    /// <exception cref="ArgumentException">The truth is of another size than the image.</exception>
    public string AddCheck(string expert, ExpertRequest request, MaskPlanes truth)
    {
        request.Expect("truth", truth, request.Classes);
        return Add(expert, request, truth, default);
    }

    /// <inheritdoc/>
    public ExpertReply Find(string id, CancellationToken cancellation = default) =>
        _database.Read(connection =>
        {
            if (connection.Number("SELECT COUNT(*) FROM questions WHERE id = $id", ("id", id)) == 0)
                throw new ArgumentException($"The study has no question '{id}'; submit it again.", nameof(id));
            var (answer, planes) = connection
                .Rows(
                    "SELECT * FROM answers WHERE question_id = $id AND kind = 'answer'",
                    row => (Answer: AnswerRows.Row(row), Mask: row.TextOrNull("mask")),
                    ("id", id)
                )
                .FirstOrDefault();
            if (answer is null)
                return ExpertReply.Pending;
            if (answer.Declined is { } reason)
                return ExpertReply.Declined(reason);
            var mask = Blobs.Mask(connection, planes)!;
            var (region, task) = connection.Rows(
                "SELECT region, task FROM questions WHERE id = $id",
                row => (row.TextOrNull("region"), Enum.Parse<ExpertTask>(row.Text("task"))),
                ("id", id)
            )[0];
            return ExpertReply.Answered(
                new(mask)
                {
                    Region = Blobs.Mask(connection, region),
                    Abstained = answer.Abstained ? MaskPlanes.Full(mask.Grid, 1) : null,
                    Accepted = answer.Accepted,
                    Choice = answer.Choice,
                    // Where they pointed is in the strokes alone.
                    Clicks = task == ExpertTask.Click && answer.Abstained ? Drawn.Of(connection, answer).Clicks : [],
                    Confidence = answer.Confidence,
                    // What came from another program was not measured.
                    Seconds = answer.ActiveMilliseconds == 0 ? null : answer.ActiveMilliseconds / 1000.0,
                }
            );
        });

    /// <summary>A question with all that belongs to it, the model's mask too: for who may see it.</summary>
    /// <exception cref="ArgumentException">There is no such question.</exception>
    public StudyQuestion Read(string id) => _database.Read(connection => QuestionRows.Read(connection, id));

    /// <summary>The image of a question, without all that belongs to it.</summary>
    /// <exception cref="ArgumentException">There is no such question.</exception>
    public ImagePlanes Image(string id) => _database.Read(connection => Blobs.Image(connection, Named(connection, id, "image")!));

    /// <summary>The region of a question; null means everywhere.</summary>
    /// <exception cref="ArgumentException">There is no such question.</exception>
    public MaskPlanes? Region(string id) => _database.Read(connection => Blobs.Mask(connection, Named(connection, id, "region")));

    /// <summary>The model's mask of a question: for who may see it; null where there is none.</summary>
    /// <exception cref="ArgumentException">There is no such question.</exception>
    public MaskPlanes? Model(string id) => _database.Read(connection => Blobs.Mask(connection, Named(connection, id, "model")));

    /// <summary>The truth of an image as the study's checks have it: for reviewers; null where there is none.</summary>
    public MaskPlanes? TruthOf(string caseId) =>
        _database.Read(connection =>
            Blobs.Mask(
                connection,
                connection
                    .Rows("SELECT truth FROM questions WHERE case_id = $case AND truth IS NOT NULL ORDER BY id", row => row.Text("truth"), ("case", caseId))
                    .FirstOrDefault()
            )
        );

    /// <summary>The truth of a check; null for any other question.</summary>
    public MaskPlanes? Truth(string id) =>
        _database.Read(connection =>
            Blobs.Mask(connection, connection.Rows("SELECT truth FROM questions WHERE id = $id", row => row.TextOrNull("truth"), ("id", id)).FirstOrDefault())
        );

    /// <summary>All questions that wait for an answer or have one, by case and place; checks of readers are none of them.</summary>
    /// <param name="expert">Those of one expert; null for all.</param>
    public IReadOnlyList<QuestionSummary> List(string? expert = null) =>
        _database.Read(connection =>
            connection.Rows(
                """
                SELECT q.*, a.mask AS answered, a.declined AS declined FROM questions q
                LEFT JOIN answers a ON a.question_id = q.id AND a.kind = 'answer'
                WHERE q.truth IS NULL AND ($expert IS NULL OR q.expert = $expert)
                ORDER BY q.expert, q.case_id, q.box_slice, q.box_top, q.box_left, q.round, q.id
                """,
                row => new QuestionSummary(
                    row.Text("id"),
                    row.Text("question_key"),
                    row.Text("expert"),
                    row.Text("case_id"),
                    Enum.Parse<ExpertTask>(row.Text("task")),
                    QuestionRows.Box(row),
                    row.RealOrNull("worth"),
                    row.TextOrNull("declined") is not null ? ExpertStatus.Declined
                        : row.TextOrNull("answered") is not null ? ExpertStatus.Answered
                        : ExpertStatus.Pending
                ),
                ("expert", expert)
            )
        );

    private static string? Named(SqliteConnection connection, string id, string planes) =>
        connection.Rows("SELECT * FROM questions WHERE id = $id", row => (Name: row.TextOrNull(planes), 0), ("id", id)) is [var found]
            ? found.Name
            : throw new ArgumentException($"The study has no question '{id}'; submit it again.", nameof(id));

    private string Add(string expert, ExpertRequest request, MaskPlanes? truth, CancellationToken cancellation)
    {
        if (request.Region is { } asked)
            request.Expect("region", asked, 1);
        if (request.Model is { } shown)
            request.Expect("model's mask", shown, request.Classes);
        foreach (var proposal in request.Proposals)
            request.Expect("proposal", proposal, request.Classes);
        if (request.Task is ExpertTask.Judge && request.Proposals.Count != 1)
            throw new ArgumentException($"'{request.Key}' has {request.Proposals.Count} proposals to judge; expected one.", nameof(request));
        if (request.Task is ExpertTask.Click && request.Proposals.Count != 1)
            throw new ArgumentException($"'{request.Key}' shows {request.Proposals.Count} masks to click on; expected one.", nameof(request));
        if (request.Task is ExpertTask.Choose && request.Proposals.Count == 0)
            throw new ArgumentException($"'{request.Key}' has no proposals to choose from; expected one or more.", nameof(request));
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{expert}\n{request.Key}")))[..IdDigits];
        // Most questions were submitted before, and reading waits for nobody.
        if (_database.Read(connection => connection.Number("SELECT COUNT(*) FROM questions WHERE id = $id", ("id", id))) == 1)
            return id;
        cancellation.ThrowIfCancellationRequested();
        return _database.Write(connection => Insert(connection, id, expert, request, truth));
    }

    private string Insert(SqliteConnection connection, string id, string expert, ExpertRequest request, MaskPlanes? truth)
    {
        var box = RegionBox.Of(request.Region, request.Image.Grid);
        var added = connection.Run(
            """
            INSERT INTO questions (
                id, question_key, expert, case_id, patient, geometry, task, classes, class_kind, round, slices, image, region, model, proposals, followed, truth, worth,
                box_top, box_left, box_bottom, box_right, box_slice, pixels, created_at
            ) VALUES (
                $id, $key, $expert, $case, $patient, $geometry, $task, $classes, $kind, $round, $slices, $image, $region, $model, $proposals, $followed, $truth, $worth,
                $top, $left, $bottom, $right, $slice, $pixels, $at
            ) ON CONFLICT (id) DO NOTHING
            """,
            ("id", id),
            ("key", request.Key),
            ("expert", expert),
            ("case", request.Case.Id),
            ("patient", request.Case.Patient),
            ("geometry", JsonSerializer.Serialize(request.Case.Geometry)),
            ("task", request.Task.ToString()),
            ("classes", (long)request.Classes),
            ("kind", request.ClassKind.ToString()),
            ("round", (long)request.Round),
            ("slices", (long)request.Image.Grid.Depth),
            ("image", Blobs.Add(connection, PlaneBytes.Of(request.Image))),
            ("region", Blobs.Add(connection, request.Region)),
            ("model", Blobs.Add(connection, request.Model)),
            ("proposals", JsonSerializer.Serialize(request.Proposals.Select(one => Blobs.Add(connection, one)))),
            ("followed", JsonSerializer.Serialize(request.Followed)),
            ("truth", Blobs.Add(connection, truth)),
            ("worth", request.Worth is { } worth && double.IsFinite(worth) ? worth : null),
            ("top", (long)box.Top),
            ("left", (long)box.Left),
            ("bottom", (long)box.Bottom),
            ("right", (long)box.Right),
            ("slice", (long)box.Slice),
            ("pixels", (long)box.Pixels),
            ("at", _clock.Now)
        );
        // Checks are dealt out to each reader when they begin.
        if (added == 1 && truth is null)
            AssignmentRows.Add(connection, id, AssignmentRows.Answer, "", 0, Position(_settings, id));
        return id;
    }

    /// <summary>Where in the shuffled order something comes.</summary>
    internal static long Position(StudySettings settings, params ReadOnlySpan<string> names) => (long)(StableRandom.Of(settings.Seed, names).Bits(0) >> 11);
}
