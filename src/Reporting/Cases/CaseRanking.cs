namespace DeferredSeg.Reporting.Cases;

/// <summary>Which cases are worth a look.</summary>
public static class CaseRanking
{
    /// <summary>
    /// The cases with the largest values, largest first, and those with the smallest, smallest first. No case is in both, cases with NaN are in
    /// neither, and of equal values the earlier case goes first.
    /// </summary>
    /// <param name="values">A value for each case, larger is better.</param>
    /// <param name="count">How many at most of either, 0 or more.</param>
    /// <returns>Places in <paramref name="values"/>. Of too few cases for both, the best have the larger half.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is below 0.</exception>
    public static (IReadOnlyList<int> Best, IReadOnlyList<int> Worst) Of(IReadOnlyList<double> values, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        int[] defined = [.. Enumerable.Range(0, values.Count).Where(place => !double.IsNaN(values[place]))];
        int[] best = [.. defined.OrderByDescending(place => values[place]).Take(Math.Min(count, (defined.Length + 1) / 2))];
        int[] worst = [.. defined.Except(best).OrderBy(place => values[place]).Take(count)];
        return (best, worst);
    }
}
