namespace DeferredSeg.Deferral.Consensus;

/// <summary>What is asked of the ratings of one image, whatever is then made of them.</summary>
internal static class RaterMasks
{
    /// <summary>Requires one rater or more, each with as many pixels as the first, and returns that number.</summary>
    public static int RequirePixels(IReadOnlyList<ReadOnlyMemory<byte>> ratings)
    {
        ArgumentNullException.ThrowIfNull(ratings);
        if (ratings.Count == 0)
            throw new ArgumentException("There are no ratings; expected one mask or more of the same image.", nameof(ratings));
        var pixels = ratings[0].Length;
        for (var rater = 1; rater < ratings.Count; rater++)
        {
            if (ratings[rater].Length != pixels)
                throw new ArgumentException(
                    $"Rater {rater} has {ratings[rater].Length} pixels, rater 0 has {pixels}; all ratings must be of the same image.",
                    nameof(ratings)
                );
        }
        if (pixels == 0)
            throw new ArgumentException("The ratings have no pixels; expected masks of an image.", nameof(ratings));
        return pixels;
    }

    /// <summary>The labels that occur, ascending, without the background label 0.</summary>
    public static byte[] ForegroundLabels(IReadOnlyList<ReadOnlyMemory<byte>> ratings)
    {
        var met = new bool[byte.MaxValue + 1];
        foreach (var rating in ratings)
        {
            foreach (var label in rating.Span)
                met[label] = true;
        }
        return [.. Enumerable.Range(1, byte.MaxValue).Where(label => met[label]).Select(label => (byte)label)];
    }

    /// <summary>One label against all others: 1 where a rater gave that label, otherwise 0.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Only(byte label, IReadOnlyList<ReadOnlyMemory<byte>> ratings) =>
        [.. ratings.Select(rating => new ReadOnlyMemory<byte>(Array.ConvertAll(rating.ToArray(), value => value == label ? (byte)1 : (byte)0)))];
}
