using System.Text.Json.Serialization;

namespace DeferredSeg.Host.Commands.Metrics;

/// <summary>All that was measured, by kind and by case; a kind without cases is left out.</summary>
internal sealed record MetricsReport(
    [property: JsonPropertyName("overlap_and_surface")] IReadOnlyDictionary<string, Dictionary<string, object>>? Pairs,
    IReadOnlyDictionary<string, SplitMetrics>? Splits,
    IReadOnlyDictionary<string, CalibrationMetrics>? Calibration,
    [property: JsonPropertyName("deferral_curve")] IReadOnlyDictionary<string, CurveMetrics>? Curves,
    IReadOnlyDictionary<string, MetricSummary>? Summary
)
{
    /// <summary>What was done to masks that is to be told; null where nothing.</summary>
    public IReadOnlyList<string>? Notes { get; init; }

    /// <exception cref="DataException">Nothing can be measured, or arrays have other sizes or values than they should.</exception>
    public static MetricsReport Of(ArrayInputs inputs, MetricsSettings settings, CancellationToken cancellation)
    {
        Dictionary<string, Dictionary<string, object>> pairs = [];
        Dictionary<string, SplitMetrics> splits = [];
        Dictionary<string, CalibrationMetrics> calibrations = [];
        Dictionary<string, CurveMetrics> curves = [];
        foreach (var arrays in MeasuredArrays.All(inputs))
        {
            cancellation.ThrowIfCancellationRequested();
            Named(
                arrays,
                () =>
                {
                    if (arrays.Has("pred", "truth"))
                        foreach (var (name, numbers) in PairMetrics.Of(arrays, settings))
                            pairs[Free(pairs, name, arrays)] = numbers;
                    if (arrays.Has("truth", "model_mask", "experts", "decision"))
                        splits[Free(splits, arrays.Name, arrays)] = SplitMetrics.Of(arrays, settings);
                    if (arrays.Has("prob", "truth"))
                        calibrations[Free(calibrations, arrays.Name, arrays)] = CalibrationMetrics.Of(arrays, settings);
                    if (arrays.Has("deferral_score", "model_correct", "expert_correct"))
                        curves[Free(curves, arrays.Name, arrays)] = CurveMetrics.Of(arrays);
                }
            );
        }
        if (pairs.Count + splits.Count + calibrations.Count + curves.Count == 0)
            throw new DataException(
                $"{inputs.Source} has nothing to measure: it has {string.Join(", ", inputs.Names.Take(8))}{(inputs.Names.Count > 8 ? " …" : "")}. Expected "
                    + "'pred' and 'truth'; or 'truth', 'model_mask', 'experts' and 'decision'; or 'prob' and 'truth'; or 'deferral_score', 'model_correct' "
                    + "and 'expert_correct'; each with CASE/ in front where there are several."
            );
        var summary = MetricSummary.All(pairs, splits, settings.Seed);
        return new(OrNull(pairs), OrNull(splits), OrNull(calibrations), OrNull(curves), summary.Count == 0 ? null : summary)
        {
            Notes = inputs.Notes.Count == 0 ? null : inputs.Notes,
        };
    }

    private static void Named(MeasuredArrays arrays, Action measure)
    {
        try
        {
            measure();
        }
        catch (ArgumentException e)
        {
            throw new DataException($"{arrays.Inputs.Source}, {arrays.Name}: {e.Message}", e);
        }
    }

    /// <summary>The last part of a prefix names a case, unless another has that name already.</summary>
    private static string Free<T>(Dictionary<string, T> taken, string name, MeasuredArrays arrays) => taken.ContainsKey(name) ? arrays.Prefix + name : name;

    private static Dictionary<string, T>? OrNull<T>(Dictionary<string, T> cases) => cases.Count == 0 ? null : cases;
}
