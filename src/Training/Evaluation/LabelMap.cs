using DeferredSeg.Deferral.Metrics;
using DeferredSeg.Deferral.Routing;

namespace DeferredSeg.Training.Evaluation;

/// <summary>Labels of some pixels by truth, model and experts: a binary mask of one class, or the label map of classes that exclude each other.</summary>
/// <param name="Truth">The true labels.</param>
/// <param name="Model">The model's.</param>
/// <param name="Experts">Every expert's; where one gave no answer, the model's stands.</param>
/// <param name="Measured">The labels that are measured, each against all others.</param>
/// <param name="Scores">How unsure the model is of each pixel.</param>
internal sealed record LabelMap(byte[] Truth, byte[] Model, IReadOnlyList<byte[]> Experts, byte[] Measured, double[] Scores)
{
    /// <summary>The experts' labels as metrics take them.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> ExpertLabels { get; } = [.. Experts.Select(labels => new ReadOnlyMemory<byte>(labels))];

    /// <summary>The labels when each pixel is answered by its channel.</summary>
    public byte[] Answered(long[] decision) => Fusion.Of<byte, long>(Model, ExpertLabels, decision);

    /// <summary>The labels when some pixels are answered by others.</summary>
    public byte[] Answered(ReadOnlySpan<int> deferred, ReadOnlySpan<byte> answer)
    {
        var labels = (byte[])Model.Clone();
        foreach (var pixel in deferred)
            labels[pixel] = answer[pixel];
        return labels;
    }

    /// <summary>The counts of every measured label.</summary>
    public IEnumerable<Overlap> Count(byte[] labels) => Measured.Select(label => Count(labels, label));

    private Overlap Count(byte[] labels, byte label)
    {
        long both = 0,
            predicted = 0,
            present = 0;
        for (var pixel = 0; pixel < labels.Length; pixel++)
        {
            var (p, t) = (labels[pixel] == label, Truth[pixel] == label);
            if (p)
                predicted++;
            if (t)
                present++;
            if (p && t)
                both++;
        }
        return new(both, predicted - both, present - both, labels.Length - predicted - present + both);
    }
}
