using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.References;

namespace DeferredSeg.Data.Ledgers;

/// <summary>An entry as one line of JSON.</summary>
internal static class LedgerLine
{
    public static string Of(LedgerEntry entry)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("case", entry.CaseId);
            json.WriteNumber("seed", entry.Seed);
            json.WritePropertyName("reference");
            Reference(json, entry.Reference);
            json.WriteStartArray("experts");
            foreach (var expert in entry.Experts)
                Expert(json, expert);
            json.WriteEndArray();
            json.WriteStartArray("truthPrompts");
            foreach (var prompt in entry.Prompts)
            {
                json.WriteStartObject();
                json.WriteString("kind", Name(prompt.Kind));
                json.WriteNumber("count", prompt.Count);
                if (prompt.Changed is { } changed)
                    json.WriteString("changed", changed);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>An enum's value as configurations write it.</summary>
    public static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    private static void Reference(Utf8JsonWriter json, CaseReference reference)
    {
        json.WriteStartObject();
        json.WriteString("outcome", Name(reference.Outcome));
        json.WriteString("rule", Name(reference.Policy.Rule));
        if (reference.Policy.Rule == ReferenceRule.Majority)
            json.WriteString("ties", Name(reference.Policy.Ties));
        if (reference.Policy.Rule != ReferenceRule.Given)
            json.WriteString("from", Name(reference.Policy.From));
        Names(json, "raters", reference.Raters);
        Names(json, "excluded", reference.Excluded);
        Names(json, "missing", reference.Missing);
        Names(json, "declined", reference.Declined);
        if (reference.Staple.Count > 0)
        {
            json.WriteStartArray("staple");
            foreach (var one in reference.Staple)
            {
                json.WriteStartObject();
                json.WriteNumber("class", one.Class);
                json.WriteNumber("iterations", one.Iterations);
                json.WriteBoolean("converged", one.Converged);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        if (reference.Note is { } note)
            json.WriteString("note", note);
        json.WriteEndObject();
    }

    private static void Expert(Utf8JsonWriter json, LedgerExpert expert)
    {
        json.WriteStartObject();
        json.WriteString("expert", expert.Use.Expert);
        if (expert.Use.Origin is AnswerOrigin origin)
        {
            Names(json, "raters", origin.Raters);
            Names(json, "ofPerson", origin.OfPerson);
        }
        json.WriteString("containment", Name(expert.Containment));
        json.WriteBoolean("givenTruth", expert.Use.GivenTruth);
        json.WriteEndObject();
    }

    private static void Names(Utf8JsonWriter json, string property, IReadOnlyList<string>? names)
    {
        json.WritePropertyName(property);
        if (names is null)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartArray();
        foreach (var name in names)
            json.WriteStringValue(name);
        json.WriteEndArray();
    }
}

/// <summary>Entries as a table for spreadsheets.</summary>
internal static class LedgerTable
{
    private const string Header =
        "case,seed,outcome,rule,from,referenceRaters,excluded,missing,declined,truthPrompts,expert,expertRaters,ofPerson,containment,givenTruth,note\n";

    public static string Of(IReadOnlyList<LedgerEntry> entries) => Header + string.Concat(entries.SelectMany(Rows));

    private static string Shown(TruthPrompts prompt) =>
        string.Create(CultureInfo.InvariantCulture, $"{LedgerLine.Name(prompt.Kind)} {prompt.Count}") + (prompt.Changed is { } changed ? $" ({changed})" : "");

    private static IEnumerable<string> Rows(LedgerEntry entry)
    {
        var reference = entry.Reference;
        string[] first =
        [
            entry.CaseId,
            entry.Seed.ToString(CultureInfo.InvariantCulture),
            LedgerLine.Name(reference.Outcome),
            LedgerLine.Name(reference.Policy.Rule),
            LedgerLine.Name(reference.Policy.From),
            reference.Raters is null ? "unknown" : List(reference.Raters),
            List(reference.Excluded),
            List(reference.Missing),
            List(reference.Declined),
            List(entry.Prompts.Select(Shown)),
        ];
        if (entry.Experts.Count == 0)
            yield return Row([.. first, "", "", "", "", "", reference.Note ?? ""]);
        foreach (var expert in entry.Experts)
        {
            yield return Row([
                .. first,
                expert.Use.Expert,
                List(expert.Use.Origin?.Raters ?? []),
                List(expert.Use.Origin?.OfPerson ?? []),
                LedgerLine.Name(expert.Containment),
                expert.Use.GivenTruth ? "true" : "false",
                reference.Note ?? "",
            ]);
        }
    }

    private static string List(IEnumerable<string> names) => string.Join("; ", names);

    private static string Row(IEnumerable<string> fields) => $"{string.Join(",", fields.Select(CsvFile.Cell))}\n";
}
