using DeferredSeg.Abstractions.Randomness;

namespace Experts.Synthetic;

/// <summary>Discs at random places of a region: a Poisson process.</summary>
internal static class DiscProcess
{
    private const double Megapixel = 1e6;

    /// <summary>Draws the discs.</summary>
    /// <param name="labels">The truth, <c>[H, W]</c>.</param>
    /// <param name="width">Columns W.</param>
    /// <param name="inForeground">Whether centres lie in the foreground; else in the background.</param>
    /// <param name="perMegapixel">The expected number of discs for each million pixels of that region.</param>
    /// <param name="radius">The radii.</param>
    /// <param name="key">Whose and where.</param>
    /// <param name="purpose">What the discs are for.</param>
    public static IReadOnlyList<Disc> Draw(int[] labels, int width, bool inForeground, double perMegapixel, RadiusOptions radius, DrawKey key, string purpose)
    {
        var candidates = labels.Count(label => label > 0 == inForeground);
        var count = Poisson(perMegapixel * candidates / Megapixel, key.Stream($"{purpose}/count"));
        if (count == 0)
            return [];
        var places = new int[candidates];
        for (int i = 0, next = 0; i < labels.Length; i++)
        {
            if (labels[i] > 0 == inForeground)
                places[next++] = i;
        }
        var (where, within, size) = (key.Stream($"{purpose}/pixel"), key.Stream($"{purpose}/offset"), key.Stream($"{purpose}/radius"));
        return [.. Enumerable.Range(0, count).Select(Place)];

        Disc Place(int index)
        {
            var pixel = places[where.Below(index, places.Length)];
            return new(pixel / width + within.Uniform(2L * index) - 0.5, pixel % width + within.Uniform(2L * index + 1) - 0.5, Radius(radius, size, index));
        }
    }

    /// <summary>A number of the Poisson distribution: how many arrivals at rate 1 come before a time.</summary>
    /// <param name="mean">The time, at least 0.</param>
    /// <param name="random">The waiting times.</param>
    public static int Poisson(double mean, StableRandom random)
    {
        var count = 0;
        for (var time = -Math.Log(1 - random.Uniform(0)); time < mean; time -= Math.Log(1 - random.Uniform(count)))
            count++;
        return count;
    }

    private static double Radius(RadiusOptions options, StableRandom random, int index) =>
        options.Distribution == RadiusDistribution.Uniform
            ? options.MinimumOrDefault + (options.MaximumOrDefault - options.MinimumOrDefault) * random.Uniform(index)
            : options.MedianOrDefault * Math.Exp(options.LogSigmaOrDefault * random.Normal(index));
}

/// <summary>A disc. It covers the pixels whose centres it contains: pi times the radius squared on average over where its centre lies within a pixel.</summary>
/// <param name="Row">The row of its centre; pixel centres are whole numbers.</param>
/// <param name="Column">The column of its centre.</param>
/// <param name="Radius">The radius in pixels.</param>
internal readonly record struct Disc(double Row, double Column, double Radius)
{
    /// <summary>The pixels within an image, as runs along its rows: the index of the first and how many.</summary>
    public IEnumerable<(int Start, int Length)> Runs(int height, int width)
    {
        var last = Math.Min(height - 1, Math.Floor(Row + Radius));
        for (var row = (int)Math.Max(0, Math.Ceiling(Row - Radius)); row <= last; row++)
        {
            var half = Math.Sqrt(Math.Max(0, Radius * Radius - (row - Row) * (row - Row)));
            var from = (int)Math.Max(0, Math.Ceiling(Column - half));
            var to = (int)Math.Min(width - 1, Math.Floor(Column + half));
            if (from <= to)
                yield return (row * width + from, to - from + 1);
        }
    }
}
