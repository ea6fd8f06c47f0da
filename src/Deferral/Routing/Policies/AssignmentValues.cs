using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Routing.Policies;

/// <summary>
/// What an assignment of pixels to channels adds up: 0 for the model, for expert j the margin plus what j is worth more, or less, than the pixel's best
/// expert.
/// </summary>
/// <remarks>
/// Whole numbers, in units of 2^-56 of the largest value or less, so that sums are exact, nothing depends on the order of additions
/// and equal values stay equal. The unit is a power of two, so that simple fractions lose nothing.
/// </remarks>
internal static class AssignmentValues
{
    /// <summary>Magnitudes stay below 2^57; prices and lengths of paths, some tens of magnitudes at most, then stay within a long.</summary>
    private const int Bits = 56;

    /// <param name="values">float64 <c>[B, C, ...]</c>, the model first.</param>
    /// <param name="margin">Of each pixel.</param>
    /// <param name="expert">The channel that is worth most among the experts.</param>
    /// <returns>By channel, then by pixel.</returns>
    public static long[][] Of(Tensor values, double[] margin, long[] expert)
    {
        var channels = new double[values.shape[1] - 1][];
        using (torch.NewDisposeScope())
        {
            for (var channel = 0; channel < channels.Length; channel++)
                channels[channel] = values.select(1, channel + 1).cpu().flatten().data<double>().ToArray();
        }
        var largest = 0.0;
        for (var pixel = 0; pixel < margin.Length; pixel++)
        {
            var best = channels[expert[pixel] - 1][pixel];
            foreach (var channel in channels)
            {
                // The best by logits may be less by a rounding in values.
                channel[pixel] = margin[pixel] + Math.Min(channel[pixel] - best, 0);
                largest = Math.Max(largest, Math.Abs(channel[pixel]));
            }
        }
        if (!double.IsFinite(largest))
            throw new ArgumentException(
                "The utilities less their costs span more than a double can hold. Look for the layer that made such logits, or scale them down.",
                nameof(values)
            );
        var shift = largest == 0 ? 0 : Bits - Math.ILogB(largest);
        return [new long[margin.Length], .. channels.Select(channel => Array.ConvertAll(channel, value => (long)Math.Round(Math.ScaleB(value, shift))))];
    }
}
