namespace Modules.Spa.Candidates;

/// <summary>
/// Lloyd's clustering of N predictions into K groups by squared Euclidean distance, in float64. Of equal distances the lower group wins; a group without
/// members keeps its centroid and offers no candidate; it ends when no label changes.
/// </summary>
/// <param name="Labels">The group of each prediction, <c>[N]</c>.</param>
/// <param name="Centroids">The groups' means, <c>[K][D]</c>.</param>
/// <param name="Passes">The labels of every pass; the last two are the same.</param>
/// <param name="Starts">The centroids before every pass.</param>
internal sealed record KMeans(int[] Labels, double[][] Centroids, IReadOnlyList<int[]> Passes, IReadOnlyList<double[][]> Starts)
{
    /// <summary>More passes than any clustering of a few dozen predictions takes.</summary>
    private const int MostPasses = 1000;

    /// <summary>Clusters.</summary>
    /// <param name="points">N predictions, <c>[N][D]</c>.</param>
    /// <param name="start">K centroids to begin from.</param>
    public static KMeans Of(double[][] points, double[][] start)
    {
        var centroids = start;
        var (passes, starts) = (new List<int[]>(), new List<double[][]>());
        while (passes.Count < MostPasses)
        {
            starts.Add(centroids);
            passes.Add([.. points.Select(point => Nearest(centroids, point))]);
            if (passes.Count > 1 && passes[^1].SequenceEqual(passes[^2]))
                break;
            var labels = passes[^1];
            centroids = [.. centroids.Select((centroid, k) => Mean(points, labels, k) ?? centroid)];
        }
        return new(passes[^1], centroids, passes, starts);
    }

    /// <summary>Centroids to begin from: k-means++ (Arthur and Vassilvitskii, 2007), each prediction with the chance of its squared distance.</summary>
    /// <param name="points">The predictions.</param>
    /// <param name="count">K, at most N.</param>
    /// <param name="uniform">Uniform numbers by index.</param>
    public static double[][] Start(double[][] points, int count, Func<long, double> uniform)
    {
        var chosen = new List<int> { (int)(uniform(0) * points.Length) };
        while (chosen.Count < count)
        {
            var distances = points.Select((point, i) => chosen.Contains(i) ? 0 : chosen.Min(other => Squared(point, points[other]))).ToArray();
            var reached = uniform(chosen.Count) * distances.Sum();
            // Where all that is left equals what was chosen, the first that was not.
            var next = Enumerable.Range(0, points.Length).First(i => !chosen.Contains(i));
            for (var i = 0; i < distances.Length; i++)
                if (distances[i] > 0 && (next = i) >= 0 && (reached -= distances[i]) < 0)
                    break;
            chosen.Add(next);
        }
        return [.. chosen.Select(i => points[i])];
    }

    /// <summary>The centroid nearest to a mask: the lowest index of equals.</summary>
    public static int Nearest(double[][] centroids, double[] point)
    {
        var (best, least) = (0, double.PositiveInfinity);
        for (var k = 0; k < centroids.Length; k++)
            if (Squared(centroids[k], point) is var distance && distance < least)
                (best, least) = (k, distance);
        return best;
    }

    /// <summary>The squared Euclidean distance.</summary>
    public static double Squared(double[] left, double[] right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
            sum += (left[i] - right[i]) * (left[i] - right[i]);
        return sum;
    }

    private static double[]? Mean(double[][] points, int[] labels, int group)
    {
        var members = points.Where((_, i) => labels[i] == group).ToList();
        if (members.Count == 0)
            return null;
        var mean = new double[points[0].Length];
        foreach (var member in members)
            for (var i = 0; i < mean.Length; i++)
                mean[i] += member[i];
        for (var i = 0; i < mean.Length; i++)
            mean[i] /= members.Count;
        return mean;
    }
}
