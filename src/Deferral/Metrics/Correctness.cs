namespace DeferredSeg.Deferral.Metrics;

/// <summary>Where a model or an expert is right, the event whose probability a router estimates.</summary>
public static class Correctness
{
    /// <summary>Compares labels with the truth.</summary>
    /// <param name="labels">Masks of 0 and 1 or label maps.</param>
    /// <param name="truth">As many pixels.</param>
    /// <returns>As many pixels, 1 where both are the same, otherwise 0.</returns>
    /// <exception cref="ArgumentException">The sizes differ or are 0.</exception>
    public static byte[] Of(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> truth)
    {
        CaseMasks.RequireSize(truth.Length, labels.Length, nameof(labels));
        var correct = new byte[truth.Length];
        for (var pixel = 0; pixel < correct.Length; pixel++)
            correct[pixel] = labels[pixel] == truth[pixel] ? (byte)1 : (byte)0;
        return correct;
    }
}
