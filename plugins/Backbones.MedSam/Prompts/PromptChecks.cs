using DeferredSeg.Abstractions.Backbones;

namespace Backbones.MedSam.Prompts;

/// <summary>Refuses prompts of wrong shapes, types and labels before anything is computed.</summary>
internal static class PromptChecks
{
    /// <exception cref="ArgumentException">The message says which prompt, what was found and what is expected.</exception>
    public static void Check(PromptBatch prompts, int results, (long Height, long Width) grid)
    {
        Expect("Boxes", prompts.Boxes, ScalarType.Float32, [results, 4]);
        Expect("Points", prompts.Points, ScalarType.Float32, [results, -1, 2]);
        Expect("PointLabels", prompts.PointLabels, ScalarType.Int64, [results, prompts.Points?.shape[1] ?? -1]);
        Expect("Masks", prompts.Masks, ScalarType.Float32, [results, 1, 4 * grid.Height, 4 * grid.Width]);
        if (prompts.PointLabels is { } labels)
            Labels(labels);
    }

    private static void Labels(Tensor labels)
    {
        using var scope = NewDisposeScope();
        var values = labels.cpu().contiguous().data<long>().ToArray();
        if (values.Where(label => label is < -1 or > 1).Cast<long?>().FirstOrDefault() is { } wrong)
            throw new ArgumentException($"PointLabels has {wrong}; expected 1 in the target, 0 outside of it, or -1 to be ignored.", nameof(labels));
    }

    private static void Expect(string name, Tensor? tensor, ScalarType type, long[] shape)
    {
        if (tensor is null)
            return;
        var fits =
            tensor.dtype == type && tensor.shape.Length == shape.Length && tensor.shape.Zip(shape).All(pair => pair.Second < 0 || pair.First == pair.Second);
        if (!fits)
            throw new ArgumentException(
                $"{name} of {type} [{string.Join(", ", shape.Select(size => size < 0 ? "N" : $"{size}"))}] are expected, not {tensor.dtype} [{string.Join(", ", tensor.shape)}]."
            );
    }
}
