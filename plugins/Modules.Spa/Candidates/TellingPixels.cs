namespace Modules.Spa.Candidates;

/// <summary>
/// The published program's feedback: of the pixels where the chosen cluster and the others differ most, one becomes a click, and says what the truth, or
/// the person, says there.
/// </summary>
internal static class TellingPixels
{
    /// <summary>How many pixels one is taken of.</summary>
    public const int Most = 20;

    private const int Decimals = 12;

    /// <summary>The means of the predictions in a cluster and of all others.</summary>
    public static (double[] Chosen, double[] Others) Means(double[][] points, int[] labels, int group) =>
        (Mean(points, labels, label => label == group), Mean(points, labels, label => label != group));

    /// <summary>Places of the largest differences, the largest first; of equals (to twelve decimals) the lowest place.</summary>
    public static int[] Of(double[] chosen, double[] others) =>
        [
            .. chosen
                .Select((value, i) => (Place: i, Difference: Math.Round(Math.Abs(value - others[i]), Decimals)))
                .OrderByDescending(pixel => pixel.Difference)
                .Take(Most)
                .Select(pixel => pixel.Place),
        ];

    private static double[] Mean(double[][] points, int[] labels, Func<int, bool> takes)
    {
        var mean = new double[points[0].Length];
        var members = points.Where((_, i) => takes(labels[i])).ToList();
        foreach (var member in members)
            for (var i = 0; i < mean.Length; i++)
                mean[i] += member[i] / members.Count;
        return mean;
    }
}
