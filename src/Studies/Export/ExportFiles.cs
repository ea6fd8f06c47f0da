using System.Globalization;
using System.Text;
using System.Text.Json;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data;
using DeferredSeg.Formats.Images;
using DeferredSeg.Studies.Questions;
using DeferredSeg.Studies.Work;

namespace DeferredSeg.Studies.Export;

/// <summary>The files of a study that was taken out.</summary>
internal static class ExportFiles
{
    public static void Image(string path, ImagePlanes image)
    {
        var (channels, pixels) = (image.Channels == 3 ? 3 : 1, image.Grid.Count);
        var samples = new ushort[channels * pixels];
        for (var i = 0; i < samples.Length; i++)
            samples[i % pixels * channels + i / pixels] = image.Samples is { } deep ? deep[i] : image.Values[i];
        ImageFile.Write(path + ".png", new(image.Grid.Depth * image.Height, image.Width, channels, image.Samples is null ? 8 : 16, samples));
    }

    /// <summary>A class as its label: 0 for background, else from 1.</summary>
    /// <exception cref="StudyException">Two classes are at one pixel.</exception>
    public static int Label(MaskPlanes mask, ClassKind kind, int pixel, string caseId)
    {
        var label = 0;
        for (var k = kind == ClassKind.Exclusive ? 1 : 0; k < mask.Classes; k++)
        {
            if (mask.Values[k * mask.Grid.Count + pixel] == 0)
                continue;
            if (label != 0)
                throw new StudyException(
                    $"The answer about '{caseId}' has two classes at one pixel, which a label map cannot hold; ask about one class at a time."
                );
            label = kind == ClassKind.Exclusive ? k : k + 1;
        }
        return label;
    }

    /// <summary>The dataset.json: experts as raters, what was not asked as what nobody judged.</summary>
    public static string Dataset(string title, IReadOnlyList<string> experts, ClassKind kind, int classes) =>
        IndentedJson.Text(json =>
        {
            json.WriteStartObject();
            json.WriteString("name", title);
            json.WriteString("source", "images");
            json.WriteString("images", "images");
            json.WriteString("gold", "");
            Names(json, "raters", experts);
            json.WriteStartObject("index");
            json.WriteString("file", "index.csv");
            json.WriteString("patient", "patient");
            json.WriteEndObject();
            json.WriteStartObject("classes");
            var merged = classes == 1 && kind == ClassKind.Multilabel;
            json.WriteString(
                "mode",
                merged ? "merged"
                    : kind == ClassKind.Exclusive ? "exclusive"
                    : "multilabel"
            );
            if (!merged)
            {
                json.WriteStartArray("labels");
                for (var label = 1; label < classes + (kind == ClassKind.Exclusive ? 0 : 1); label++)
                    json.WriteNumberValue(label);
                json.WriteEndArray();
            }
            json.WriteEndObject();
            json.WriteStartObject("masks");
            json.WriteNumber("ignore", StudyExport.NotAsked);
            json.WriteEndObject();
            json.WriteEndObject();
        });

    /// <summary>A configuration that takes the experts as recorded.</summary>
    public static string Experts(IEnumerable<ExpertCost> experts) =>
        IndentedJson.Text(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("experts");
            foreach (var one in experts)
            {
                json.WriteStartObject();
                json.WriteString("source", "recorded");
                json.WriteString("name", one.Expert);
                json.WriteStartObject("options");
                json.WriteString("rater", one.Expert);
                if (one.Cost is { } cost)
                    json.WriteNumber("cost", cost);
                json.WriteEndObject();
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        });

    /// <summary>A row for each sealed answer, and whether its mask is written.</summary>
    public static string Answers(IEnumerable<SealedAnswer> answers, IReadOnlyDictionary<string, QuestionSummary> questions, IReadOnlySet<string> counted)
    {
        var text = new StringBuilder(
            "question,case,expert,kind,counts,reader,top,left,bottom,right,slice,pixels,worth,strokes,verdict,confidence,activeSeconds,wallSeconds,sealedAt,key\n"
        );
        foreach (var answer in answers)
        {
            var question = questions.GetValueOrDefault(answer.QuestionId);
            var verdict =
                answer.Declined is not null ? "declined"
                : answer.Abstained ? "rejected"
                : answer.Accepted == true ? "accepted"
                : answer.Choice is { } choice ? Invariant($"choice {choice}")
                : "painted";
            object?[] cells =
            [
                answer.QuestionId,
                question?.CaseId,
                question?.Expert,
                answer.Kind,
                counted.Contains(answer.AssignmentId) ? "yes" : "no",
                answer.ReaderId,
                question?.Box.Top,
                question?.Box.Left,
                question?.Box.Bottom,
                question?.Box.Right,
                question?.Box.Slice,
                question?.Box.Pixels,
                question?.Worth,
                answer.Version,
                verdict,
                answer.Confidence,
                answer.ActiveMilliseconds / 1000.0,
                answer.WallMilliseconds / 1000.0,
                Time(answer.SealedAt),
                question?.Key,
            ];
            Row(text, cells);
        }
        return text.ToString();
    }

    public static string EventsCsv(IEnumerable<StudyEvent> events)
    {
        var text = new StringBuilder("sequence,at,reader,region,kind,version,activeMilliseconds,wallMilliseconds,body\n");
        foreach (var one in events)
            Row(
                text,
                [one.Sequence, Time(one.At), one.ReaderId, one.AssignmentId, one.Kind, one.Version, one.ActiveMilliseconds, one.WallMilliseconds, one.Body]
            );
        return text.ToString();
    }

    public static string EventsJson(IEnumerable<StudyEvent> events) =>
        IndentedJson.Text(json =>
        {
            json.WriteStartArray();
            foreach (var one in events)
            {
                json.WriteStartObject();
                json.WriteNumber("sequence", one.Sequence);
                json.WriteString("at", Time(one.At));
                json.WriteString("reader", one.ReaderId);
                json.WriteString("region", one.AssignmentId);
                json.WriteString("kind", one.Kind);
                if (one.Version is { } version)
                    json.WriteNumber("version", version);
                json.WriteNumber("activeMilliseconds", one.ActiveMilliseconds);
                json.WriteNumber("wallMilliseconds", one.WallMilliseconds);
                if (one.Version is not null)
                {
                    json.WritePropertyName("stroke");
                    json.WriteRawValue(one.Body!);
                }
                else if (one.Body is { } body)
                    json.WriteString("note", body);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });

    private static void Row(StringBuilder text, IEnumerable<object?> cells) =>
        text.AppendJoin(',', cells.Select(cell => CsvFile.Cell(Convert.ToString(cell, CultureInfo.InvariantCulture) ?? ""))).Append('\n');

    private static void Names(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static string Time(long milliseconds) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
