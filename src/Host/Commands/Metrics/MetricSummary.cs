using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Host.Commands.Metrics;

/// <summary>
/// A metric over all cases: mean, standard deviation (n - 1), and a bootstrap interval of 95 %, every case being a patient of its own. Null is
/// undefined.
/// </summary>
internal sealed record MetricSummary(int Cases, double? Mean, double? Std, double? Lower, double? Upper)
{
    /// <summary>By name; none for a single case.</summary>
    public static IReadOnlyDictionary<string, MetricSummary> All(
        Dictionary<string, Dictionary<string, object>> pairs,
        Dictionary<string, SplitMetrics> splits,
        long seed
    )
    {
        var summary = new Dictionary<string, MetricSummary>();
        if (pairs.Count > 1)
        {
            Add(summary, "", [.. pairs.Keys], [.. pairs.Values.Select(numbers => ((OverlapNumbers)numbers["overlap"]).ByConvention)], seed);
            // Volumes and images beside each other have distances of other names.
            foreach (var spacing in pairs.Values.First().Keys.Where(key => key != "overlap" && pairs.Values.All(numbers => numbers.ContainsKey(key))))
            {
                SurfaceNumbers[] surfaces = [.. pairs.Values.Select(numbers => (SurfaceNumbers)numbers[spacing])];
                summary[$"{spacing}.hd95_max_directed"] = Of([.. surfaces.Select(one => one.Hausdorff95)], [.. pairs.Keys], seed);
                summary[$"{spacing}.assd_pooled"] = Of([.. surfaces.Select(one => one.Average)], [.. pairs.Keys], seed);
            }
        }
        if (splits.Count > 1)
        {
            string[] names = [.. splits.Keys];
            Add(summary, "system.", names, [.. splits.Values.Select(one => one.System.ByConvention)], seed);
            Add(summary, "expert_only.", names, [.. splits.Values.Select(one => one.ExpertOnly.ByConvention)], seed);
            Add(summary, "model_only.", names, [.. splits.Values.Select(one => one.ModelOnly.ByConvention)], seed);
            Add(summary, "model_alone_full_image.", names, [.. splits.Values.Select(one => one.ModelAlone.ByConvention)], seed);
            summary["coverage"] = Of([.. splits.Values.Select(one => (double?)(1 - one.DeferralRate))], names, seed);
            summary["risk"] = Of([.. splits.Values.Select(one => (double?)one.Risk.Total)], names, seed);
        }
        return summary;
    }

    private static void Add(Dictionary<string, MetricSummary> summary, string prefix, string[] names, RateNumbers[] rates, long seed)
    {
        summary[prefix + "dice"] = Of([.. rates.Select(one => one.Dice)], names, seed);
        summary[prefix + "jaccard"] = Of([.. rates.Select(one => one.Jaccard)], names, seed);
        summary[prefix + "sensitivity"] = Of([.. rates.Select(one => one.Sensitivity)], names, seed);
        summary[prefix + "specificity"] = Of([.. rates.Select(one => one.Specificity)], names, seed);
        summary[prefix + "precision"] = Of([.. rates.Select(one => one.Precision)], names, seed);
    }

    private static MetricSummary Of(double?[] values, string[] names, long seed)
    {
        double[] numbers = [.. values.Select(value => value ?? double.NaN)];
        var spread = SampleSummary.Of(numbers);
        var interval = PatientBootstrap.Mean(numbers, names, new(Seed: seed));
        return new(spread.Count, JsonNumber.Of(spread.Mean), JsonNumber.Of(spread.Deviation), JsonNumber.Of(interval.Lower), JsonNumber.Of(interval.Upper));
    }
}
