using Experts.Synthetic.Labels;
using Experts.Synthetic.Options;

namespace Experts.Synthetic.Blobs;

/// <summary>What an expert overlooks.</summary>
internal static class MissedBlobs
{
    /// <summary>The truth without the components that are missed as a whole.</summary>
    /// <param name="truth">The truth; it stays as it is.</param>
    /// <param name="options">The probability.</param>
    /// <param name="key">Whose and where.</param>
    public static LabelMap WithoutComponents(LabelMap truth, MissedOptions options, DrawKey key)
    {
        if (options.Probability == 0)
            return truth;
        var random = key.Stream("missed/component");
        var components = Components.Of(truth.Labels, truth.Height, truth.Width);
        return truth with { Labels = [.. truth.Labels.Select((label, i) => label > 0 && random.Uniform(components[i]) < options.Probability ? 0 : label)] };
    }

    /// <summary>Cuts round pieces out of what was drawn. Their centres lie in the foreground of the truth; where two overlap, both miss the same.</summary>
    /// <param name="drawn">What was drawn; it is changed.</param>
    /// <param name="truth">The truth.</param>
    /// <param name="options">Rate and radii.</param>
    /// <param name="key">Whose and where.</param>
    /// <param name="cancellation">Ends it between two pieces.</param>
    public static void CutPieces(LabelMap drawn, LabelMap truth, MissedOptions options, DrawKey key, CancellationToken cancellation)
    {
        foreach (
            var disc in DiscProcess.Draw(truth.Labels, truth.Width, inForeground: true, options.PiecesPerMegapixel, options.Radius ?? new(), key, "missed")
        )
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var (start, length) in disc.Runs(truth.Height, truth.Width))
                drawn.Labels.AsSpan(start, length).Clear();
        }
    }
}
