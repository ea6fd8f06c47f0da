using System.Globalization;
using DeferredSeg.Reporting.Text;

namespace DeferredSeg.Reporting.Tables;

/// <summary>What follows from a table's cells and has to be said once.</summary>
internal static class TableNotes
{
    public static IEnumerable<string> Of(ResultTable table)
    {
        if (table.SharedUnit is { Length: > 0 } unit)
            yield return $"In {unit}.";
        SummaryCell[] summaries = [.. table.Cells.OfType<SummaryCell>().Where(cell => cell.Summary.Count > 0)];
        if (summaries.Length > 0)
        {
            var (least, most) = (summaries.Min(cell => cell.Summary.Count), summaries.Max(cell => cell.Summary.Count));
            var spread = summaries.Any(cell => !double.IsNaN(cell.Summary.Deviation)) ? "Mean ± standard deviation" : "Mean";
            yield return string.Create(CultureInfo.InvariantCulture, $"{spread}, n = {(least == most ? $"{least}" : $"{least} to {most}")}.");
            if (summaries.Max(cell => cell.Summary.Undefined) is > 0 and var undefined)
                yield return string.Create(CultureInfo.InvariantCulture, $"Up to {undefined} undefined values were left out of a cell.");
        }
        var levels = summaries.Where(cell => cell.HasInterval).Select(cell => cell.Interval!.Level).Distinct().Order().ToArray();
        if (levels.Length > 0)
            yield return $"In brackets: {string.Join(" or ", levels.Select(level => $"{NumberFormat.Fixed(100 * level, 1).Replace(".0", "", StringComparison.Ordinal)} %"))} interval of the mean.";
        if (table.Cells.Any(cell => cell.IsBest))
            yield return "Bold: the best comparable value.";
    }
}
