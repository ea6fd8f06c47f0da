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
        var seen = Seen.Of(one);
        var routed = one.Answers is null ? 0 : one.Answers.Masks.Count;
        // Overlaps want an expert; where nothing is routed one stands there to whom nothing goes.
        IReadOnlyList<ReadOnlyMemory<byte>> Answers(int k) => routed == 0 ? [new byte[seen.Count]] : [.. one.Answers!.Masks.Select(mask => seen.Pick(mask.Values, k * plane))];
        var final = decisions.Select(decision => seen.Pick(Decided(one, decision), 0).ToArray()).ToList();
        int[] classes = kind == ClassKind.Exclusive ? [.. Enumerable.Range(1, truth.Classes - 1)] : [.. Enumerable.Range(0, truth.Classes)];
        var overlaps = classes.Select(k => RoutedOverlaps.Of<long>(seen.Pick(truth.Values, k * plane).Span, seen.Pick(model, k * plane).Span, Answers(k), final[final.Count == 1 ? 0 : k])).ToList();
        if (routed == 0) return new(overlaps, null, []);
        double[] loads = [.. Enumerable.Range(0, routed + 1).Select(channel => final.Average(decision => (double)decision.AsSpan().Count((long)channel) / decision.Length))];
        return new(overlaps, Enumerable.Range(0, decisions.Count).Average(r => Mean(seen.Pick(deferral!, r * plane).Span)), loads);
    }

    /// <summary>The means of cases.</summary>
    public static ValidationResult Mean(IReadOnlyList<CaseResult> cases)
    {
        double Dice(Func<RoutedOverlaps, Overlap> of) => cases.Average(one => one.Overlaps.Average(overlap => of(overlap).Dice));
        var isRouted = cases[0].Deferral is not null;
        return new(Dice(one => one.System), Dice(one => one.ExpertOnly), Dice(one => one.ModelOnly), Dice(one => one.ModelAlone), isRouted ? cases.Average(one => one.Deferral!.Value) : null, isRouted ? [.. cases[0].Loads.Select((_, channel) => cases.Average(one => one.Loads[channel]))] : []);
    }

    /// <summary>Where the chosen expert gave no answer, the model's stands.</summary>
    private static long[] Decided(BatchCase one, long[] decision)
    {
        if (one.Answers is not { } answers) return decision;
        var decided = new long[decision.Length];
        for (var pixel = 0; pixel < decided.Length; pixel++)
        {
            var channel = decision[pixel];
            decided[pixel] = channel > 0 && answers.Answered[(int)channel - 1].Values[pixel] == 0 ? 0 : channel;
        }
        return decided;
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values) sum += value;
        return sum / values.Length;
    }
}
