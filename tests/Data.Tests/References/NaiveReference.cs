using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Data.Tests.References;

/// <summary>Consensus a pixel at a time, from the definitions.</summary>
internal static class NaiveReference
{
    public static byte[] Majority(IReadOnlyList<MaskPlanes> masks, bool exclusive, bool tiesToForeground)
    {
        var first = masks[0];
        var pixels = first.Height * first.Width;
        var result = new byte[first.Values.Length];
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            for (var plane = 0; plane < first.Classes; plane++)
            {
                var votes = masks.Count(mask => mask.Values[plane * pixels + pixel] == 1);
                var wins = 2 * votes > masks.Count || (tiesToForeground && 2 * votes == masks.Count);
                if (!wins)
                    continue;
                result[plane * pixels + pixel] = 1;
                if (exclusive)
                    break;
            }
        }
        return result;
    }

    /// <summary>
    /// Per plane, with products instead of logarithms and one posterior a pixel; for exclusive classes the largest posterior of at least 1/2.
    /// </summary>
    /// <returns>0, 1, or 2 where rounding decides: at 1/2, or between two equal classes.</returns>
    public static byte[] Staple(IReadOnlyList<MaskPlanes> masks, bool exclusive, int iterations)
    {
        var first = masks[0];
        var pixels = first.Height * first.Width;
        double[][] posterior = [.. Enumerable.Range(0, first.Classes).Select(plane => Posterior(masks, plane, pixels, iterations))];
        var result = new byte[first.Values.Length];
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            for (var plane = 0; plane < first.Classes; plane++)
            {
                // What a class has to beat: one half, and among exclusive classes every other.
                var rival = exclusive
                    ? Enumerable.Range(0, first.Classes).Where(other => other != plane).Select(other => posterior[other][pixel]).Append(0.5).Max()
                    : 0.5;
                var lead = posterior[plane][pixel] - rival;
                result[plane * pixels + pixel] =
                    Math.Abs(lead) < 1e-9 ? (byte)2
                    : lead > 0 ? (byte)1
                    : (byte)0;
            }
        }
        return result;
    }

    private static double[] Posterior(IReadOnlyList<MaskPlanes> masks, int plane, int pixels, int iterations)
    {
        bool[][] marked = [.. masks.Select(mask => mask.Plane(plane).ToArray().Select(value => value == 1).ToArray())];
        double[] p = [.. masks.Select(_ => 0.99999)],
            q = [.. masks.Select(_ => 0.99999)],
            w = new double[pixels];
        var prior = marked.Average(votes => votes.Average(vote => vote ? 1.0 : 0.0));
        if (prior is 0 or 1)
            return [.. Enumerable.Repeat(prior, pixels)];
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            for (var pixel = 0; pixel < pixels; pixel++)
            {
                double a = prior,
                    b = 1 - prior;
                for (var rater = 0; rater < masks.Count; rater++)
                {
                    a *= marked[rater][pixel] ? p[rater] : 1 - p[rater];
                    b *= marked[rater][pixel] ? 1 - q[rater] : q[rater];
                }
                w[pixel] = a / (a + b);
            }
            for (var rater = 0; rater < masks.Count; rater++)
            {
                if (w.Sum() > 0)
                    p[rater] = Math.Clamp(Enumerable.Range(0, pixels).Sum(pixel => marked[rater][pixel] ? w[pixel] : 0) / w.Sum(), 1e-12, 1 - 1e-12);
                if (w.Sum(one => 1 - one) > 0)
                    q[rater] = Math.Clamp(
                        Enumerable.Range(0, pixels).Sum(pixel => marked[rater][pixel] ? 0 : 1 - w[pixel]) / w.Sum(one => 1 - one),
                        1e-12,
                        1 - 1e-12
                    );
            }
        }
        return w;
    }
}
