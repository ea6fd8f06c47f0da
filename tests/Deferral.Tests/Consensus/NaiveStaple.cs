namespace DeferredSeg.Deferral.Tests.Consensus;

/// <summary>STAPLE pixel by pixel and with plain products, as it stands in the paper.</summary>
internal static class NaiveStaple
{
    public static (double[] W, double[] P, double[] Q) Of(ReadOnlyMemory<byte>[] ratings, double prior, int iterations)
    {
        var d = Array.ConvertAll(ratings, rating => rating.ToArray());
        var w = new double[d[0].Length];
        double[] p = [.. Enumerable.Repeat(0.99999, d.Length)],
            q = [.. p];
        for (var iteration = 0; iteration < iterations; iteration++)
        {
            for (var i = 0; i < w.Length; i++)
            {
                var a = prior;
                var b = 1 - prior;
                for (var j = 0; j < d.Length; j++)
                {
                    a *= d[j][i] != 0 ? p[j] : 1 - p[j];
                    b *= d[j][i] != 0 ? 1 - q[j] : q[j];
                }
                w[i] = a / (a + b);
            }
            for (var j = 0; j < d.Length; j++)
            {
                p[j] = Math.Clamp(w.Where((_, i) => d[j][i] != 0).Sum() / w.Sum(), 1e-12, 1 - 1e-12);
                q[j] = Math.Clamp(w.Where((_, i) => d[j][i] == 0).Sum(one => 1 - one) / w.Sum(one => 1 - one), 1e-12, 1 - 1e-12);
            }
        }
        return (w, p, q);
    }
}
