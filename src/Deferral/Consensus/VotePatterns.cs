namespace DeferredSeg.Deferral.Consensus;

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
