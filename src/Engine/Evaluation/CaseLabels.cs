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
    /// <summary>A binary map for each class, or the one label map of classes that exclude each other.</summary>
    public static IReadOnlyList<LabelMap> Of(GridOutput output, SeenPixels seen, CaseAnswers answers, IReadOnlyList<byte[]> answered, ClassKind kind)
    {
        if (kind == ClassKind.Multilabel)
            return ByClass(output, seen, answers, answered, kind);
        var classes = output.Case.Reference.Classes;
        var model = Seen(Masks(output, kind));
        var probabilities = Values(seen, output.Logits.softmax(0));
        return
        [
            LabelMap
                .OfClasses(
                    Seen(output.Case.Reference),
                    model,
                    [.. answers.Masks.Select((mask, j) => (ReadOnlyMemory<byte>)Fusion.Completed(Seen(mask), model, answered[j]))],
                    probabilities,
                    classes
                )
                .WithSpread(output.Spread is { } spread ? Values(seen, spread.sum(0)) : null),
        ];
        byte[] Seen(MaskPlanes mask) => seen.Of<byte>(TrainingBatch.Labels(mask, exclusive: true));
    }

    /// <summary>A binary map for each class that is measured, also of classes that exclude each other.</summary>
    public static IReadOnlyList<LabelMap> ByClass(GridOutput output, SeenPixels seen, CaseAnswers answers, IReadOnlyList<byte[]> answered, ClassKind kind)
    {
        var model = Masks(output, kind);
        return
        [
            .. Foreground(output, seen, kind)
                .Select(entry =>
                {
                    var labels = seen.Of(model.Plane(entry.Class));
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

    /// <summary>The model's masks on the whole grid.</summary>
    public static MaskPlanes Masks(GridOutput output, ClassKind kind)
    {
        using var masks = ModelMasks.Of(output.Logits.unsqueeze(0), kind);
        return new(output.Case.Height, output.Case.Width, output.Case.Reference.Classes, masks.bytes.ToArray());
    }

    /// <summary>The model's probabilities of all measured classes against the truth.</summary>
    public static (Calibration Foreground, ProbabilityScore Score) Calibration(GridOutput output, SeenPixels seen, ClassKind kind)
    {
        var classes = Foreground(output, seen, kind);
        double[] stated = [.. classes.SelectMany(entry => entry.Probability)];
        byte[] truth = [.. classes.SelectMany(entry => seen.Of(output.Case.Reference.Plane(entry.Class)))];
        return (Deferral.Measures.Calibration.OfForeground(stated, truth), ProbabilityScore.Of(stated, truth));
    }

    private static double[] Values(SeenPixels seen, Tensor map) => seen.Of(map).to_type(ScalarType.Float64).contiguous().data<double>().ToArray();

    private static List<(int Class, double[] Probability)> Foreground(GridOutput output, SeenPixels seen, ClassKind kind)
    {
        var probabilities = kind == ClassKind.Exclusive ? output.Logits.softmax(0) : output.Logits.sigmoid();
        var first = kind == ClassKind.Exclusive ? 1 : 0;
        return [.. Enumerable.Range(first, output.Case.Reference.Classes - first).Select(k => (k, Values(seen, probabilities[k])))];
    }
}
