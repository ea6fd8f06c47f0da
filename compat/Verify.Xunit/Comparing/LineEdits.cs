namespace VerifyTests.Comparing;

/// <summary>The fewest lines to remove and add that turn one text into another.</summary>
internal static class LineEdits
{
    /// <summary>Beyond this many pairs of lines the changed middle is shown as removed and added altogether.</summary>
    private const long MostPairs = 4_000_000;

    public static IReadOnlyList<LineEdit> Between(string[] verified, string[] received)
    {
        var head = verified.AsSpan().CommonPrefixLength(received);
        var tail = 0;
        while (tail < Math.Min(verified.Length, received.Length) - head && verified[^(tail + 1)] == received[^(tail + 1)])
            tail++;

        var (oldEnd, newEnd) = (verified.Length - tail, received.Length - tail);
        var lengths = CommonLengths(verified.AsSpan(head..oldEnd), received.AsSpan(head..newEnd));
        var edits = new List<LineEdit>();
        var (i, j) = (0, 0);
        while (i < verified.Length || j < received.Length)
        {
            if (i < head || i >= oldEnd && j >= newEnd || i < oldEnd && j < newEnd && verified[i] == received[j])
                edits.Add(new(' ', verified[i], ++i, ++j));
            else if (i < oldEnd && (j >= newEnd || lengths is null || lengths[i - head + 1, j - head] >= lengths[i - head, j - head + 1]))
                edits.Add(new('-', verified[i], ++i, j + 1));
            else
                edits.Add(new('+', received[j], i + 1, ++j));
        }

        return edits;
    }

    /// <summary>How many lines two endings of the texts have in common, in order; null if there are too many to try.</summary>
    private static int[,]? CommonLengths(ReadOnlySpan<string> verified, ReadOnlySpan<string> received)
    {
        if ((long)verified.Length * received.Length > MostPairs)
            return null;
        var lengths = new int[verified.Length + 1, received.Length + 1];
        for (var i = verified.Length - 1; i >= 0; i--)
        {
            for (var j = received.Length - 1; j >= 0; j--)
            {
                lengths[i, j] = verified[i] == received[j]
                    ? lengths[i + 1, j + 1] + 1
                    : Math.Max(lengths[i + 1, j], lengths[i, j + 1]);
            }
        }

        return lengths;
    }
}
