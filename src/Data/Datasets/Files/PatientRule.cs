using System.Text.RegularExpressions;

namespace DeferredSeg.Data.Datasets.Files;

/// <summary>Whom a case belongs to.</summary>
internal sealed class PatientRule
{
    private readonly Regex? _expression;
    private readonly CaseTable? _table;

    /// <exception cref="DatasetException">The expression cannot be read.</exception>
    public PatientRule(string? expression, CaseTable? table)
    {
        _table = table;
        if (expression is not { Length: > 0 })
            return;
        try
        {
            _expression = new(expression, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new DatasetException($"patient is '{expression}', which is no regular expression: {e.Message} Expected one such as ^Image_(\\d+).", e);
        }
    }

    /// <summary>The patients of some ids.</summary>
    /// <exception cref="DatasetException">The expression does not match some; the message names them.</exception>
    public Dictionary<string, string> Of(IReadOnlyCollection<string> ids)
    {
        Dictionary<string, string> patients = new(StringComparer.Ordinal);
        List<string> strangers = [];
        foreach (var id in ids)
        {
            var match = _expression?.Match(id);
            if (match is null)
                patients[id] = _table?.Patient(id) ?? id;
            else if (match.Groups[match.Groups.Count > 1 ? 1 : 0] is { Success: true, Length: > 0 } found)
                patients[id] = found.Value;
            else
                strangers.Add(id);
        }
        if (strangers.Count > 0)
            throw new DatasetException(
                $"patient is '{_expression}', which names no patient for {strangers.Count} of {ids.Count} ids: {Some.Of(strangers)}; expected a match in each, with the patient as its first group."
            );
        return patients;
    }
}
