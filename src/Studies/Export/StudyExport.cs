using System.Text;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Data;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Formats;
using DeferredSeg.Studies.Questions;
using DeferredSeg.Studies.Work;

namespace DeferredSeg.Studies.Export;

/// <summary>
/// Takes a study out: a dataset whose recorded raters are the experts as they answered, what each answer took, and the log. Every answer is drawn again,
/// stroke by stroke, and held against what was sealed.
/// </summary>
/// <param name="study">The study.</param>
/// <param name="folder">The folder to write, empty or not there yet.</param>
public sealed class StudyExport(Study study, string folder)
{
    /// <summary>The value of pixels that an expert was not asked about or left undecided: not 255, which is the foreground of many references.</summary>
    public const int NotAsked = 254;

    /// <summary>Writes everything.</summary>
    /// <param name="wrongPixelsPerSecond">
    /// How many wrong pixels a second of a person's time is worth, for the cost of a routed pixel; null leaves costs out.
    /// </param>
    /// <param name="counts">Which answer of a reader who gave two counts.</param>
    /// <param name="cancellation">Stops between images; what was written stays.</param>
    /// <exception cref="StudyException">The folder is not empty, or a mask cannot be written as labels.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public ExportedStudy Write(double? wrongPixelsPerSecond = null, CountedAnswer counts = CountedAnswer.First, CancellationToken cancellation = default)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new StudyException($"{folder} is not empty; choose a folder that is, or one that is not there yet, so that nothing is mixed.");
        var questions = study.Questions.List().ToDictionary(question => question.Id, StringComparer.Ordinal);
        var answers = study.Answers.List();
        var seconds =
            counts == CountedAnswer.First
                ? []
                : answers.Where(answer => answer is { Kind: "second", Declined: null }).ToDictionary(answer => answer.QuestionId, StringComparer.Ordinal);
        var sealedOnes = answers
            .Where(answer => answer is { Kind: "answer", Declined: null })
            .Select(answer => seconds.GetValueOrDefault(answer.QuestionId) is { } second ? Both(answer, second) : answer)
            .ToList();
        var experts = questions.Values.Select(question => question.Expert).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        var changed = Replayed(answers, cancellation);
        if (sealedOnes.Count == 0)
            throw new StudyException($"The study {study.Folder} has no answer yet; ./deferredseg study status {study.Folder} shows how far it has come.");
        Directory.CreateDirectory(folder);
        var patients = new SortedDictionary<string, string>(StringComparer.Ordinal);
        (ClassKind Kind, int Classes)? classes = null;
        foreach (var ofCase in sealedOnes.GroupBy(answer => questions[answer.QuestionId].CaseId).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            var first = study.Questions.Read(ofCase.First().QuestionId);
            if ((classes ??= (first.ClassKind, first.Classes)) != (first.ClassKind, first.Classes))
                throw new StudyException(
                    $"The study asks for {classes.Value.Classes} classes and, of {ofCase.Key}, for {first.Classes}; expected one task a study."
                );
            ExportFiles.Image(Place("images", ofCase.Key), first.Image);
            patients[ofCase.Key] = first.Case.Patient;
            foreach (var ofExpert in ofCase.GroupBy(answer => questions[answer.QuestionId].Expert))
                Rater(ofCase.Key, ofExpert.Key, first, [.. ofExpert]);
        }
        var costs = experts.Select(expert => Cost(expert, sealedOnes, questions, wrongPixelsPerSecond)).ToList();
        WriteText("index.csv", "id,patient\n" + string.Concat(patients.Select(one => $"{CsvFile.Cell(one.Key)},{CsvFile.Cell(one.Value)}\n")));
        WriteText("dataset.json", ExportFiles.Dataset(study.Settings.Title, experts, classes!.Value.Kind, classes.Value.Classes));
        WriteText("experts.json", ExportFiles.Experts(costs));
        WriteText("answers.csv", ExportFiles.Answers(answers, questions, sealedOnes.Select(answer => answer.AssignmentId).ToHashSet(StringComparer.Ordinal)));
        var events = study.Answers.Events();
        WriteText("events.csv", ExportFiles.EventsCsv(events));
        WriteText("events.json", ExportFiles.EventsJson(events));
        return new(folder, patients.Count, sealedOnes.Count, answers.Count, changed, events.Count, costs);
    }

    // It takes the place of the first in the order too; who came to it took the time of both.
    private static SealedAnswer Both(SealedAnswer first, SealedAnswer second) =>
        second with
        {
            ActiveMilliseconds = first.ActiveMilliseconds + second.ActiveMilliseconds,
            WallMilliseconds = first.WallMilliseconds + second.WallMilliseconds,
        };

    private List<string> Replayed(IReadOnlyList<SealedAnswer> answers, CancellationToken cancellation)
    {
        List<string> changed = [];
        foreach (var answer in answers)
        {
            cancellation.ThrowIfCancellationRequested();
            if (study.Answers.Replay(answer) is { } drawn && !drawn.Values.AsSpan().SequenceEqual(study.Answers.Mask(answer.AssignmentId)!.Values))
                changed.Add(answer.AssignmentId);
        }
        return changed;
    }

    // All regions of an expert in one image; a later answer wins where regions of several commands overlap.
    private void Rater(string caseId, string expert, StudyQuestion first, IReadOnlyList<SealedAnswer> answers)
    {
        var grid = first.Image.Grid;
        var labels = new int[grid.Count];
        Array.Fill(labels, NotAsked);
        foreach (var answer in answers)
        {
            var question = study.Questions.Read(answer.QuestionId);
            if (question.Image.Grid != grid)
                throw new StudyException(
                    $"'{caseId}' is asked about as an image of {grid} and of {question.Image.Grid} pixels; take a study out that asks on one grid alone."
                );
            var mask = study.Answers.Mask(answer.AssignmentId)!;
            for (var pixel = 0; pixel < labels.Length; pixel++)
            {
                if (question.Region?.Values[pixel] != 0 && !answer.Abstained)
                    labels[pixel] = ExportFiles.Label(mask, first.ClassKind, pixel, caseId);
            }
        }
        CaseFiles.Mask(Place(expert, caseId), labels, grid.Depth * grid.Height, grid.Width, WrittenForm.Png);
    }

    private static ExpertCost Cost(string expert, IEnumerable<SealedAnswer> answers, IReadOnlyDictionary<string, QuestionSummary> questions, double? worth)
    {
        var own = answers.Where(answer => questions[answer.QuestionId].Expert == expert).ToList();
        var timed = own.Where(answer => answer.ActiveMilliseconds > 0).ToList();
        var seconds = timed.Sum(answer => answer.ActiveMilliseconds) / 1000.0;
        var pixels = timed.Sum(answer => (long)questions[answer.QuestionId].Box.Pixels);
        double? each = pixels == 0 ? null : seconds / pixels;
        return new(expert, own.Count, seconds, each, timed.Count == 0 ? null : seconds / timed.Count, each * worth);
    }

    private string Place(string part, string caseId)
    {
        if (Path.IsPathRooted(caseId) || $"{part}/{caseId}".Split('/', '\\').Any(name => name is "" or "." or ".."))
            throw new StudyException($"The study has a case '{caseId}' of the expert '{part}', whose name leads out of a folder; it cannot be written.");
        var place = Path.Combine(folder, part, caseId);
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        return place;
    }

    private void WriteText(string name, string text) => ReplacedFile.Write(Path.Combine(folder, name), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}

/// <summary>Which answer counts of a reader who, after they saw the model, gave a second one.</summary>
public enum CountedAnswer
{
    /// <summary>The one that cannot have been led by the model.</summary>
    First,

    /// <summary>The second where there is one.</summary>
    Second,
}

/// <summary>What was taken out of a study.</summary>
/// <param name="Folder">Where it lies.</param>
/// <param name="Cases">Images.</param>
/// <param name="Regions">Answered regions that became masks.</param>
/// <param name="Replayed">Answers that were drawn again, repeats and checks among them.</param>
/// <param name="Changed">Those whose strokes no longer give the sealed mask; none where all is well.</param>
/// <param name="Events">Entries of the log.</param>
/// <param name="Experts">What each expert's time came to.</param>
public sealed record ExportedStudy(
    string Folder,
    int Cases,
    int Regions,
    int Replayed,
    IReadOnlyList<string> Changed,
    int Events,
    IReadOnlyList<ExpertCost> Experts
);

/// <summary>What an expert's time came to.</summary>
/// <param name="Expert">The expert.</param>
/// <param name="Regions">Answered regions.</param>
/// <param name="Seconds">Time on those that were measured.</param>
/// <param name="SecondsPerPixel">Per pixel of their regions; null where nothing was measured.</param>
/// <param name="SecondsPerRegion">Per region; null where nothing was measured.</param>
/// <param name="Cost">The cost of a routed pixel, in wrong pixels; null where it was not asked for or nothing was measured.</param>
public sealed record ExpertCost(string Expert, int Regions, double Seconds, double? SecondsPerPixel, double? SecondsPerRegion, double? Cost);
