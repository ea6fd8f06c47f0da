using System.Globalization;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Randomness;

namespace Experts.Synthetic;

/// <summary>What an expert makes of the truth.</summary>
/// <remarks>
/// In this order: components are overlooked as a whole; the outline of the others is displaced; pieces are cut out; blobs are added; and in the end
/// single pixels are wrong. Each part draws from streams of its own, so that one can be switched off without changing the others.
/// </remarks>
internal sealed class ErrorModel(SyntheticOptions options)
{
    /// <summary>The accuracies by region; null where no pixel is wrong by itself.</summary>
    public RegionAccuracy? Accuracy { get; } = RegionAccuracy.Of(options);

    /// <summary>Whether every pixel is right or wrong by itself, with the probability of its region.</summary>
    public bool IsIndependent => !options.IsCorrelated;

    /// <summary>Draws the expert's mask.</summary>
    /// <param name="truth">The truth; it stays as it is.</param>
    /// <param name="partition">The region of every pixel; not looked at where there are no accuracies.</param>
    /// <param name="key">Whose and where.</param>
    /// <param name="uniforms">Numbers for the single pixels in place of the expert's own; empty for none.</param>
    /// <param name="cancellation">Ends it early.</param>
    public LabelledMask Draw(LabelledMask truth, ReadOnlySpan<byte> partition, DrawKey key, ReadOnlySpan<double> uniforms, CancellationToken cancellation)
    {
        var drawn = options.Missed is { } overlooked ? MissedBlobs.WithoutComponents(truth, overlooked, key) : truth;
        if (options.Outline is { } outline)
            drawn = OutlineDisplacement.Of(drawn, outline, key.Stream("outline"), cancellation);
        if (ReferenceEquals(drawn.Labels, truth.Labels))
            drawn = truth with { Labels = (int[])truth.Labels.Clone() };
        if (options.Missed is { } missed)
            MissedBlobs.CutPieces(drawn, truth, missed, key, cancellation);
        if (options.Added is { } added)
            AddedBlobs.Add(drawn, truth, added, key, cancellation);
        if (Accuracy is { } accuracy)
            PixelErrors.Apply(drawn, partition, accuracy, key.Stream("pixel"), uniforms);
        return drawn;
    }
}

/// <summary>All that random numbers follow from, besides what they are for.</summary>
/// <param name="Seed">The seed of the run.</param>
/// <param name="Expert">The expert's name.</param>
/// <param name="Case">The case.</param>
/// <param name="Epoch">The epoch as text; empty where errors are never drawn anew.</param>
/// <param name="Map">Which labelled mask of the case, from 0.</param>
internal sealed record DrawKey(long Seed, string Expert, string Case, string Epoch, int Map)
{
    public static DrawKey Of(ExpertRequest request, string expert, Redraw redraw, int map) =>
        new(request.Seed, expert, request.Case.Id, redraw == Redraw.Never ? "" : request.Epoch.ToString(CultureInfo.InvariantCulture), map);

    /// <summary>The stream of one purpose. Streams of two purposes have nothing to do with each other.</summary>
    public StableRandom Stream(string purpose) => StableRandom.Of(Seed, Expert, Case, Epoch, Map.ToString(CultureInfo.InvariantCulture), purpose);
}
