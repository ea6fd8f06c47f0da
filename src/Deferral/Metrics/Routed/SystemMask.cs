using System.Numerics;

namespace DeferredSeg.Deferral.Metrics.Routed;

/// <summary>The answer of model and experts together, on plain data; <see cref="Routing.Fusion"/> does the same on tensors.</summary>
public static class SystemMask
{
    /// <summary>Takes each pixel from whom it was routed to (Sec. 4.1).</summary>
    /// <param name="model">The model's mask of 0 and 1, or its label map.</param>
    /// <param name="experts">One mask or label map an expert; expert j lies at index j - 1.</param>
    /// <param name="decision">A channel for every pixel: 0 for the model, j for expert j.</param>
    /// <returns>As many pixels.</returns>
    /// <exception cref="ArgumentException">The sizes differ or are 0, there is no expert, or the decision names one that is not there.</exception>
    public static byte[] Of<T>(ReadOnlySpan<byte> model, IReadOnlyList<ReadOnlyMemory<byte>> experts, ReadOnlySpan<T> decision)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (model.IsEmpty) throw new ArgumentException("The model's mask has no pixels; expected those of an image.", nameof(model));
        ArgumentNullException.ThrowIfNull(experts);
        for (var j = 0; j < experts.Count; j++)
        {
            if (experts[j].Length != model.Length) throw new ArgumentException($"The {CaseMasks.Expert(j + 1)} has {experts[j].Length} pixels, the model's mask has {model.Length}; both must be of the same image.", nameof(experts));
        }
        if (decision.Length != model.Length) throw new ArgumentException($"The decision has {decision.Length} pixels, the model's mask has {model.Length}; both must be of the same image.", nameof(decision));
        CaseMasks.RequireDecision(decision, model.Length, experts.Count);
        var system = model.ToArray();
        for (var j = 0; j < experts.Count; j++)
        {
            var expert = experts[j].Span;
            for (var pixel = 0; pixel < system.Length; pixel++)
            {
                if (int.CreateTruncating(decision[pixel]) == j + 1) system[pixel] = expert[pixel];
            }
        }
        return system;
    }
}
