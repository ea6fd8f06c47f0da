using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Engine.Training.Batches;

namespace DeferredSeg.Engine.Evaluation;

/// <summary>What truth, model and experts say of a case's measured pixels.</summary>
internal static class CaseLabels
{
    /// <summary>
    /// A binary map for each class, or the one label map of classes that exclude each other.
    /// </summary>
    public static IReadOnlyList<LabelMap> Of(
        GridOutput output,
        SeenPixels seen,
        CaseAnswers answers,
        IReadOnlyList<byte[]> answered,
        ClassKind kind,
        ModelMap model
    )
    {
        if (kind == ClassKind.Multilabel)
            return ByClass(output, seen, answers, answered, kind, model);
        var classes = output.Case.Reference.Classes;
        var labels = Seen(Masks(output, model.Masks));
        var probabilities = Values(seen, model.Probabilities);
        return
        [
            LabelMap
                .OfClasses(
                    Seen(output.Case.Reference),
                    labels,
                    [.. answers.Masks.Select((mask, j) => (ReadOnlyMemory<byte>)Fusion.Completed(Seen(mask), labels, answered[j]))],
                    probabilities,
                    classes
                )
                .WithSpread(output.Spread is { } spread ? Values(seen, spread.sum(0L)) : null),
        ];
        byte[] Seen(MaskPlanes mask) => seen.Of<byte>(TrainingBatch.Labels(mask, exclusive: true));
    }

    /// <summary>A binary map for each class that is measured, also of classes that exclude each other.</summary>
    public static IReadOnlyList<LabelMap> ByClass(
        GridOutput output,
        SeenPixels seen,
        CaseAnswers answers,
        IReadOnlyList<byte[]> answered,
        ClassKind kind,
        ModelMap model
    )
    {
        var masks = Masks(output, model.Masks);
        return
        [
            .. Foreground(output, seen, kind, model.Probabilities)
                .Select(entry =>
                {
                    var labels = seen.Of(masks.Plane(entry.Class));
                    return LabelMap
                        .OfMask(
                            seen.Of(output.Case.Reference.Plane(entry.Class)),
                            labels,
                            [
                                .. answers.Masks.Select(
                                    (mask, j) => (ReadOnlyMemory<byte>)Fusion.Completed(seen.Of(mask.Plane(entry.Class)), labels, answered[j])
                                ),
                            ],
                            entry.Probability
                        )
                        .WithSpread(output.Spread is { } spread ? Values(seen, spread[entry.Class]) : null);
                }),
        ];
    }

    /// <summary>Masks <c>[K, H, W]</c> on the whole grid.</summary>
    public static MaskPlanes Masks(GridOutput output, Tensor masks)
    {
        using var plain = masks.contiguous();
        return new(output.Case.Grid, output.Case.Reference.Classes, plain.bytes.ToArray());
    }

    /// <summary>The model's probabilities of all measured classes against the truth.</summary>
    public static (Calibration Foreground, ProbabilityScore Score) Calibration(GridOutput output, SeenPixels seen, ClassKind kind)
    {
        var classes = Foreground(output, seen, kind, ModelMap.Own(output, kind).Probabilities);
        double[] stated = [.. classes.SelectMany(entry => entry.Probability)];
        byte[] truth = [.. classes.SelectMany(entry => seen.Of(output.Case.Reference.Plane(entry.Class)))];
        return (Deferral.Measures.Calibration.OfForeground(stated, truth), ProbabilityScore.Of(stated, truth));
    }

    private static double[] Values(SeenPixels seen, Tensor map) => seen.Of(map).to_type(ScalarType.Float64).contiguous().data<double>().ToArray();

    private static List<(int Class, double[] Probability)> Foreground(GridOutput output, SeenPixels seen, ClassKind kind, Tensor probabilities)
    {
        var first = kind == ClassKind.Exclusive ? 1 : 0;
        return [.. Enumerable.Range(first, output.Case.Reference.Classes - first).Select(k => (k, Values(seen, probabilities[k])))];
    }
}

/// <summary>What a model answers about a whole grid, and how sure it is.</summary>
/// <param name="Masks">uint8 <c>[K, H, W]</c>.</param>
/// <param name="Probabilities"><c>[K, H, W]</c>; where classes exclude each other they sum to 1.</param>
internal sealed record ModelMap(Tensor Masks, Tensor Probabilities)
{
    /// <summary>The network's own.</summary>
    public static ModelMap Own(GridOutput output, ClassKind kind) =>
        new(output.Decided.Own, kind == ClassKind.Exclusive ? output.Logits.softmax(0) : output.Logits.sigmoid());

    /// <summary>That of a head of estimates; null of other heads.</summary>
    public static ModelMap? Adapted(GridOutput output) =>
        output.Decided is { Estimates: { } estimates, Policy: var policy } ? new(estimates.Mask(policy.AnswerThreshold!.Value), estimates.Truth) : null;
}
