namespace DeferredSeg.Deferral.Consensus;

/// <summary>The consensus in which every rater counts alike.</summary>
public static class MajorityVote
{
    /// <summary>The vote on binary masks.</summary>
    /// <param name="ratings">One mask a rater, one byte a pixel, zero is background and any other value foreground.</param>
    /// <param name="rule">Who wins an even split; with an odd number of raters both rules agree.</param>
    /// <returns>As many pixels as a rating, each 0 or 1.</returns>
    /// <exception cref="ArgumentException">There is no rater or no pixel, or the ratings differ in size, or the rule is none.</exception>
    public static byte[] Of(IReadOnlyList<ReadOnlyMemory<byte>> ratings, VoteRule rule)
    {
        var consensus = new byte[RaterMasks.RequirePixels(ratings)];
        var needed = Needed(ratings.Count, rule);
        var votes = new int[consensus.Length];
        foreach (var rating in ratings)
        {
            var mask = rating.Span;
            for (var pixel = 0; pixel < mask.Length; pixel++)
            {
                if (mask[pixel] != 0)
                    votes[pixel]++;
            }
        }
        for (var pixel = 0; pixel < votes.Length; pixel++)
            consensus[pixel] = votes[pixel] >= needed ? (byte)1 : (byte)0;
        return consensus;
    }

    /// <summary>The vote on label maps, one label against the rest.</summary>
    /// <remarks>
    /// A pixel gets the foreground label that has the votes the rule asks for. If two labels have exactly half each, the lower
    /// wins; if none has enough, the pixel is background, also where most raters saw some foreground but not the same.
    /// </remarks>
    /// <param name="ratings">One label map a rater, one byte a pixel, zero is background.</param>
    /// <param name="rule">How many votes a label needs.</param>
    /// <returns>A label for every pixel.</returns>
    /// <exception cref="ArgumentException">There is no rater or no pixel, or the ratings differ in size, or the rule is none.</exception>
    public static byte[] OneVersusRest(IReadOnlyList<ReadOnlyMemory<byte>> ratings, VoteRule rule)
    {
        var consensus = new byte[RaterMasks.RequirePixels(ratings)];
        _ = Needed(ratings.Count, rule);
        foreach (var label in RaterMasks.ForegroundLabels(ratings))
        {
            var chosen = Of(RaterMasks.Only(label, ratings), rule);
            for (var pixel = 0; pixel < chosen.Length; pixel++)
            {
                if (chosen[pixel] != 0 && consensus[pixel] == 0)
                    consensus[pixel] = label;
            }
        }
        return consensus;
    }

    private static int Needed(int raters, VoteRule rule) =>
        rule switch
        {
            VoteRule.Strict => raters / 2 + 1,
            VoteRule.TiesToForeground => (raters + 1) / 2,
            _ => throw new ArgumentOutOfRangeException(nameof(rule), rule, "A vote is Strict or TiesToForeground."),
        };
}

/// <summary>How many of R raters a foreground class needs.</summary>
public enum VoteRule
{
    /// <summary>More than half of them; an even split is background.</summary>
    Strict,

    /// <summary>Half of them or more; an even split is foreground.</summary>
    TiesToForeground,
}

/// <summary>
/// The pixels of an image by who called them foreground. STAPLE gives pixels of one pattern the same posterior, so it needs
/// one value a pattern: a few dozen instead of one a pixel.
/// </summary>
internal sealed class VotePatterns
{
    private readonly bool[][] _votes;

    private VotePatterns(int[] ofPixel, bool[][] votes)
    {
        OfPixel = ofPixel;
        _votes = votes;
        Pixels = new long[votes.Length];
        foreach (var pattern in ofPixel)
            Pixels[pattern]++;
    }

    /// <summary>The pattern of every pixel.</summary>
    public int[] OfPixel { get; }

    /// <summary>How many pixels have each pattern, never 0.</summary>
    public long[] Pixels { get; }

    public int Count => _votes.Length;

    /// <summary>Whether a rater called the pixels of a pattern foreground.</summary>
    public bool Foreground(int pattern, int rater) => _votes[pattern][rater];

    /// <summary>The mean of all ratings of all pixels, exactly 0 or 1 only if they are constant.</summary>
    public double MeanVote(int raters)
    {
        var votes = 0L;
        for (var pattern = 0; pattern < Count; pattern++)
            votes += Pixels[pattern] * _votes[pattern].Count(vote => vote);
        return (double)votes / ((long)OfPixel.Length * raters);
    }

    public static VotePatterns Of(IReadOnlyList<ReadOnlyMemory<byte>> ratings)
    {
        var ofPixel = new int[RaterMasks.RequirePixels(ratings)];
        var first = new List<int> { 0 };
        foreach (var rating in ratings)
            first = Split(ofPixel, first.Count, rating.Span);
        return new(ofPixel, [.. first.Select(pixel => ratings.Select(rating => rating.Span[pixel] != 0).ToArray())]);
    }

    /// <summary>Splits every pattern by one more rater. Returns a pixel of every new pattern.</summary>
    private static List<int> Split(int[] ofPixel, int patterns, ReadOnlySpan<byte> mask)
    {
        var renamed = new int[2 * patterns];
        renamed.AsSpan().Fill(-1);
        var first = new List<int>(patterns);
        for (var pixel = 0; pixel < ofPixel.Length; pixel++)
        {
            ref var name = ref renamed[2 * ofPixel[pixel] + (mask[pixel] != 0 ? 1 : 0)];
            if (name < 0)
            {
                name = first.Count;
                first.Add(pixel);
            }
            ofPixel[pixel] = name;
        }
        return first;
    }
}
