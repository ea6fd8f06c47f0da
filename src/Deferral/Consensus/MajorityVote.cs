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
