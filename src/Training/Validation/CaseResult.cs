using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Deferral.Metrics;
using DeferredSeg.Deferral.Metrics.Routed;
using DeferredSeg.Training.Batches;

namespace DeferredSeg.Training.Validation;

/// <summary>One validation case, measured.</summary>
/// <param name="Overlaps">One of each class that counts.</param>
/// <param name="Deferral">mean(1 - M_0); null where nothing is routed.</param>
/// <param name="Loads">The share of each channel; empty where nothing is routed.</param>
internal sealed record CaseResult(IReadOnlyList<RoutedOverlaps> Overlaps, double? Deferral, IReadOnlyList<double> Loads)
{
    /// <summary>Measures masks and decisions, one decision for all classes or one each.</summary>
    /// <param name="one">Truth, field of view and answers.</param>
    /// <param name="model">The model's masks, uint8 <c>[K, H, W]</c>.</param>
    /// <param name="decisions">A channel for every pixel, R times <c>[H, W]</c>.</param>
    /// <param name="deferral">1 - M_0 of the R routings, each <c>[H, W]</c>; null where nothing is routed.</param>
    /// <param name="kind">How classes relate.</param>
    public static CaseResult Of(BatchCase one, byte[] model, IReadOnlyList<long[]> decisions, double[]? deferral, ClassKind kind)
    {
        var truth = one.Prepared.Reference;
        var plane = truth.Height * truth.Width;
        int[] seen = [.. Enumerable.Range(0, plane).Where(pixel => one.Prepared.FieldOfView?.Values[pixel] != 0)];
        if (seen.Length == 0) throw new InvalidOperationException($"No pixel of {one.Prepared.Info.Id} is in the field of view; there is nothing to measure.");
        var routed = one.Answers is null ? 0 : one.Answers.Masks.Count;
        // Overlaps want an expert; where nothing is routed one stands there to whom nothing goes.
        var experts = Math.Max(routed, 1);
        long[] Decided(long[] decision) => [.. seen.Select(pixel => decision[pixel] > 0 && one.Answers!.Answered[(int)decision[pixel] - 1].Values[pixel] == 0 ? 0 : decision[pixel])];
        byte[] Seen(byte[] values, int k) => [.. seen.Select(pixel => values[k * plane + pixel])];
        byte[] Answer(int j, int k) => routed == 0 ? new byte[seen.Length] : Seen(one.Answers!.Masks[j].Values, k);
        var final = decisions.Select(Decided).ToList();
        int[] classes = kind == ClassKind.Exclusive ? [.. Enumerable.Range(1, truth.Classes - 1)] : [.. Enumerable.Range(0, truth.Classes)];
        var overlaps = classes.Select(k => RoutedOverlaps.Of<long>(Seen(truth.Values, k), Seen(model, k), [.. Enumerable.Range(0, experts).Select(j => (ReadOnlyMemory<byte>)Answer(j, k))], final[final.Count == 1 ? 0 : k])).ToList();
        if (routed == 0) return new(overlaps, null, []);
        double[] loads = [.. Enumerable.Range(0, routed + 1).Select(channel => final.Average(decision => (double)decision.Count(value => value == channel) / decision.Length))];
        return new(overlaps, Enumerable.Range(0, decisions.Count).Average(r => seen.Average(pixel => deferral![r * plane + pixel])), loads);
    }

    /// <summary>The means of cases.</summary>
    public static ValidationResult Mean(IReadOnlyList<CaseResult> cases)
    {
        double Dice(Func<RoutedOverlaps, Overlap> of) => cases.Average(one => one.Overlaps.Average(overlap => of(overlap).Dice));
        var isRouted = cases[0].Deferral is not null;
        return new(Dice(one => one.System), Dice(one => one.ExpertOnly), Dice(one => one.ModelOnly), Dice(one => one.ModelAlone), isRouted ? cases.Average(one => one.Deferral!.Value) : null, isRouted ? [.. cases[0].Loads.Select((_, channel) => cases.Average(one => one.Loads[channel]))] : []);
    }
}
