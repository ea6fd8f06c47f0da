namespace DeferredSeg.Reporting.Tables;

/// <summary>Which of several cells is the best, for people in bold.</summary>
internal static class BestCells
{
    /// <summary>
    /// Marks the largest of the cells at some places, as it is shown: what reads alike is best alike. A single value is no best, and what is not defined is
    /// none.
    /// </summary>
    /// <param name="cells">The cells; those marked are replaced.</param>
    /// <param name="places">Those that can be compared.</param>
    /// <returns><paramref name="cells"/>.</returns>
    public static TableCell[] Mark(TableCell[] cells, IEnumerable<int> places)
    {
        var candidates = places.Where(place => cells[place] is SummaryCell { Summary.Mean: not double.NaN }).ToArray();
        if (candidates.Length < 2)
            return cells;
        var best = Text(candidates.MaxBy(place => ((SummaryCell)cells[place]).Summary.Mean));
        foreach (var place in candidates)
            cells[place] = cells[place] with { IsBest = Text(place) == best };
        return cells;

        string Text(int place) => cells[place] is SummaryCell cell ? cell.Number.Text(cell.Summary.Mean) : "";
    }
}
