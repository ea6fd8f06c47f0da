namespace DeferredSeg.Deferral.Routing.Policies;

/// <summary>
/// Gives every pixel to one channel so that the sum of values is the largest of all assignments in which each channel's number of
/// pixels is within its bounds: a transportation problem, solved exactly.
/// </summary>
/// <remarks>
/// The bounds act through one price a channel. A sample of the pixels gives nearly the right prices, at which every pixel takes what is best
/// for it; <see cref="BoundedAssignment"/> then moves the few pixels that are still wrong. Time grows with pixels times channels, and with the
/// pixels still to be moved; memory with pixels times channels.
/// </remarks>
internal static class PricedAssignment
{
    /// <summary>One pixel of so many is sampled; a prime, so that a sample is no column of an image.</summary>
    private const int Stride = 61;

    /// <summary>Fewer pixels than this are not worth a sample.</summary>
    private const int FewPixels = 4000;

    /// <summary>Changes an assignment, if its bounds ask for it.</summary>
    /// <param name="values">By channel, then by pixel; the model is channel 0. Magnitudes up to 2^57.</param>
    /// <param name="channels">
    /// The channel of each pixel, the best that there is without bounds on the experts: at the price given, no pixel would gain by another channel.
    /// Holds the result, which is the same where the bounds hold already.
    /// </param>
    /// <param name="lower">The fewest pixels of each channel.</param>
    /// <param name="upper">The most. The bounds leave room for all pixels.</param>
    /// <param name="price">What a deferred pixel must gain at least: what a budget makes of the model's value of 0.</param>
    public static void Apply(long[][] values, long[] channels, int[] lower, int[] upper, long price)
    {
        var isWithin = true;
        foreach (var (channel, count) in ChannelCounts.Of(channels, values.Length).Index())
            isWithin &= lower[channel] <= count && count <= upper[channel];
        if (!isWithin)
            Solve(values, channels, lower, upper, [price, .. new long[values.Length - 1]]);
    }

    private static long[] Solve(long[][] values, long[] channels, int[] lower, int[] upper, long[] prices)
    {
        if (channels.Length > FewPixels)
        {
            var sample = Sampled(channels);
            var share = (double)sample.Length / channels.Length;
            prices = Solve(
                [.. values.Select(Sampled)],
                sample,
                Array.ConvertAll(lower, bound => (int)Math.Floor(bound * share)),
                Array.ConvertAll(upper, bound => (int)Math.Ceiling(bound * share)),
                prices
            );
            TakeBest(values, channels, prices);
        }
        return BoundedAssignment.Mend(values, channels, lower, upper, prices);
    }

    private static long[] Sampled(long[] pixels)
    {
        var sample = new long[(pixels.Length + Stride - 1) / Stride];
        for (var next = 0; next < sample.Length; next++)
            sample[next] = pixels[next * Stride];
        return sample;
    }

    /// <summary>Among equals a pixel stays where it is, else it takes the lowest channel.</summary>
    private static void TakeBest(long[][] values, long[] channels, long[] prices)
    {
        for (var pixel = 0; pixel < channels.Length; pixel++)
        {
            var best = channels[pixel];
            for (var channel = 0; channel < values.Length; channel++)
            {
                if (values[channel][pixel] + prices[channel] > values[best][pixel] + prices[best])
                    best = channel;
            }
            channels[pixel] = best;
        }
    }
}
