namespace DeferredSeg.Abstractions.Options;

/// <summary>
/// Which of the known names a mistyped one was meant to be. Distance: insertions, deletions, replacements and swaps of neighbours,
/// each counting one, no letter touched twice (optimal string alignment; Damerau 1964, Levenshtein 1966); case does not matter.
/// </summary>
static partial class NearestName
{
    // Longer names are no typing mistakes, and the work grows with the square.
    private const int LongestName = 128;

    /// <summary>
    /// The known name at the smallest distance, the first of several; null if none is close: more than a third of the longer name would change, and
    /// more than one letter.
    /// </summary>
    /// <param name="name">What was typed.</param>
    /// <param name="known">What there is.</param>
    public static string? Of(string name, IEnumerable<string> known)
    {
        if (name.Length is 0 or > LongestName)
            return null;
        return known
            .Where(candidate => candidate.Length is > 0 and <= LongestName)
            .Select(candidate => (Name: candidate, Distance: Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .Where(candidate => IsClose(candidate.Distance, Math.Max(name.Length, candidate.Name.Length)))
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Name)
            .FirstOrDefault();
    }

    private static bool IsClose(int distance, int length) => distance < length && distance <= Math.Max(1, length / 3);

    private static int Distance(string from, string to)
    {
        var costs = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
            costs[i, 0] = i;
        for (var j = 0; j <= to.Length; j++)
            costs[0, j] = j;
        for (var i = 1; i <= from.Length; i++)
        {
            for (var j = 1; j <= to.Length; j++)
            {
                var replaced = costs[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
                var cost = Math.Min(replaced, Math.Min(costs[i - 1, j], costs[i, j - 1]) + 1);
                var isSwap = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
                costs[i, j] = isSwap ? Math.Min(cost, costs[i - 2, j - 2] + 1) : cost;
            }
        }
        return costs[from.Length, to.Length];
    }
}
