using System.Globalization;

namespace DeferredSeg.Data.Ledgers;

/// <summary>Entries as a table for spreadsheets.</summary>
internal static class LedgerTable
{
    private const string Header =
        "case,seed,outcome,rule,from,referenceRaters,excluded,missing,declined,truthPrompts,expert,expertRaters,ofPerson,containment,givenTruth,note\n";

    public static string Of(IReadOnlyList<LedgerEntry> entries) => Header + string.Concat(entries.SelectMany(Rows));

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
            List(entry.Prompts.Select(prompt => string.Create(CultureInfo.InvariantCulture, $"{LedgerLine.Name(prompt.Kind)} {prompt.Count}"))),
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

    private static string Row(IEnumerable<string> fields) => $"{string.Join(",", fields.Select(Field))}\n";

    private static string Field(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
