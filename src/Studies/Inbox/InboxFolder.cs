using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Images;
using DeferredSeg.Studies.Questions;
using DeferredSeg.Studies.Readers;
using DeferredSeg.Studies.Strokes;
using DeferredSeg.Studies.Work;

namespace DeferredSeg.Studies.Inbox;

/// <summary>
/// Questions as files, for who paints in a program of their own: a folder for each with image, region and a template mask; what is saved over the template is
/// the answer.
/// </summary>
/// <param name="study">Where questions come from and answers go.</param>
/// <param name="folder">The inbox.</param>
public sealed class InboxFolder(Study study, string folder)
{
    /// <summary>The file that describes a question.</summary>
    public const string QuestionFile = "question.json";

    /// <summary>The name, without extension, of the mask to paint.</summary>
    public const string MaskName = "mask";

    /// <summary>The reader of a study in whose name answers are kept.</summary>
    public const string Reader = "inbox";

    private const string Done = "done";
    private const string Accept = "accept";
    private const string Reject = "reject";
    private const string Decline = "decline";

    private static readonly JsonSerializerOptions _json = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Takes in what was answered since: masks that differ from their template, and markers.</summary>
    /// <returns>A sentence for each answer that is to be told of; what was painted outside of a region, for example.</returns>
    /// <exception cref="ImageFileException">A mask cannot be taken; nothing of that question was kept, all before it was.</exception>
    /// <exception cref="StudyException">Files of a question contradict each other.</exception>
    public IReadOnlyList<string> Collect()
    {
        List<string> notes = [];
        foreach (var question in Waiting())
        {
            var own = FolderOf(question);
            if (!File.Exists(Path.Combine(own, QuestionFile)))
                continue;
            if (Answer(question, own, notes) is not { } answered)
                continue;
            try
            {
                Keep(question.Id, answered);
            }
            catch (StudyConflictException)
            {
                notes.Add($"{own}: another reader has this region now; it is left to them until their lease runs out.");
            }
        }
        return notes;
    }

    /// <summary>Writes the files of every question that waits and has none yet.</summary>
    /// <returns>How many questions lie there unanswered.</returns>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public int Deal()
    {
        var waiting = Waiting();
        Directory.CreateDirectory(folder);
        if (waiting.Count > 0 && !File.Exists(Path.Combine(folder, InboxText.FileName)))
            Write(Path.Combine(folder, InboxText.FileName), InboxText.HowTo);
        foreach (var question in waiting)
        {
            var own = FolderOf(question);
            if (File.Exists(Path.Combine(own, QuestionFile)))
                continue;
            Directory.CreateDirectory(own);
            var full = study.Questions.Read(question.Id).AsAsked(study.Settings.Arm);
            var start = Start(full);
            InboxFiles.Write(own, full, start);
            // Last: a question is there once it is described.
            Write(Path.Combine(own, QuestionFile), Description(full));
        }
        return waiting.Count;
    }

    /// <summary>Where a question lies.</summary>
    public string FolderOf(QuestionSummary question) =>
        Path.Combine(folder, InboxText.Safe(question.Expert), $"{InboxText.Safe(question.CaseId)}-{question.Id[..12]}");

    private List<QuestionSummary> Waiting() => [.. study.Questions.List().Where(question => question.Status == ExpertStatus.Pending)];

    private MaskPlanes Start(StudyQuestion question) =>
        new(question.Image.Grid, question.Classes, question.Canvas(study.Settings.Arm == StudyArm.Shown && question.Model is not null).Draw([]).Values);

    private (IReadOnlyList<Stroke> Strokes, string? Declined)? Answer(QuestionSummary question, string own, List<string> notes)
    {
        string[] said = [.. ((string[])[Done, Accept, Reject, Decline]).Where(name => Marker(own, name) is not null)];
        if (said.Length > 1)
            throw new StudyException($"{own} has the markers {string.Join(" and ", said)}; expected one. Remove the others.");
        var full = study.Questions.Read(question.Id).AsAsked(study.Settings.Arm);
        if (said is [Decline])
            return ([], File.ReadAllText(Marker(own, Decline)!).Trim() is { Length: > 0 } reason ? reason : "The reader would not judge it.");
        if (said is [Accept] or [Reject])
        {
            if (full.Proposals.Count == 0)
                throw new StudyException($"{own} has the marker {said[0]}, and nothing is proposed there; paint the mask, or say {Done}.");
            return ([said is [Reject] ? new(StrokeTool.Reject) : new(StrokeTool.Accept) { Proposal = Accepted(own, full.Proposals.Count) }], null);
        }
        var mask = InboxFiles.ReadMask(own, full, Start(full), notes);
        if (mask is null && said is [Done])
            mask = Start(full);
        return mask is null ? null : ([new(StrokeTool.Mask) { Blob = study.Work.AddMask(mask) }], null);
    }

    // Of several the text of the marker says which.
    private static int Accepted(string own, int proposals)
    {
        var text = File.ReadAllText(Marker(own, Accept)!).Trim();
        if (proposals == 1 && text.Length == 0)
            return 0;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var which) && which >= 1 && which <= proposals
            ? which - 1
            : throw new StudyException(
                $"{Marker(own, Accept)} says '{text}', and {proposals} masks are proposed; expected the number of one of them, 1 to {proposals}."
            );
    }

    private void Keep(string questionId, (IReadOnlyList<Stroke> Strokes, string? Declined) answer)
    {
        var reader = study.Readers.Named(Reader) ?? study.Readers.Add(Reader, ReaderRole.Reader);
        var claim = study.Work.Claim(reader.Id, StudyWork.AssignmentOf(questionId))!;
        if (answer.Declined is { } reason)
        {
            study.Work.Decline(reader.Id, claim.AssignmentId, claim.Fence, reason);
            return;
        }
        // Whatever an interrupted run had begun is replaced: a mask and a verdict are whole answers.
        var version = study.Work.Append(
            reader.Id,
            claim.AssignmentId,
            claim.Fence,
            claim.Version,
            FormattableString.Invariant($"inbox-{claim.Version}"),
            [.. answer.Strokes.Select(stroke => new TimedStroke(stroke))]
        );
        study.Work.Seal(reader.Id, claim.AssignmentId, claim.Fence, version);
    }

    private static string? Marker(string own, string name) =>
        ((string[])[name, name + ".txt"]).Select(file => Path.Combine(own, file)).FirstOrDefault(File.Exists);

    private string Description(StudyQuestion question) =>
        JsonSerializer.Serialize(
            new
            {
                question.Id,
                question.Key,
                question.Expert,
                Case = question.Case.Id,
                Task = question.Task.ToString().ToLowerInvariant(),
                question.Box,
                question.Worth,
                question.Classes,
                ClassKind = question.ClassKind.ToString().ToLowerInvariant(),
                Labels = InboxFiles.Labels(question),
                Proposal = question.Proposals.Count > 0,
                Proposals = question.Proposals.Count,
                question.Round,
            },
            _json
        ) + "\n";

    private static void Write(string file, string text) => ReplacedFile.Write(file, stream => stream.Write(Encoding.UTF8.GetBytes(text)));
}

/// <summary>Names and texts of an inbox.</summary>
internal static class InboxText
{
    public const string FileName = "README.txt";

    public const string HowTo = """
        Each folder in here holds a question: paint its mask, save it where the template lies, and type the command again that ended with "pending".

        image       what to look at
        region      255 where an answer is wanted; whatever is painted elsewhere does not count
        mask        the template: paint in it and save it, under this name, as PNG, TIFF, BMP, NPY or NIfTI of the same size
                    background 0; with one class any other single value, such as 1 or 255; with several the labels in question.json
        proposal    what is proposed, where something is; proposal-1, proposal-2 … where one of several is to be chosen
        question.json  which image and region it is

        A template that was not changed is no answer. To say so on purpose, for "nothing to mark here", put an empty file called "done" next to it.
        An empty file "accept" takes the proposal as it is (of several its text says which: 1, 2 …), "reject" will have none of it, and "decline" (its text is
        the reason) leaves the region to the model. Where question.json says that clicks are asked for, the template is what stands: "done" says that it is
        right, and what is painted over it is the answer; clicks themselves are for the web application.
        What was taken in is sealed: changing the files afterwards changes nothing.
        """;

    /// <summary>A name as part of a path, whatever it holds.</summary>
    public static string Safe(string name)
    {
        var safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_')).Trim('.');
        return safe.Length switch
        {
            0 => "_",
            > 80 => safe[..80],
            _ => safe,
        };
    }
}
