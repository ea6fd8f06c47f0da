using DeferredSeg.Abstractions.Randomness;
using Experts.Synthetic.Labels;
using Experts.Synthetic.Options;

namespace Experts.Synthetic.Outlines;

/// <summary>Moves the outline of the foreground by a smooth random field.</summary>
/// <remarks>
/// A pixel is foreground where its signed distance to the outline (positive inside) plus the displacement at the pixel is at least 0. The displacement
/// is mean + sigma times a standard normal field, hence at every pixel normal with that mean and standard deviation. A pixel that becomes foreground
/// gets the label of the nearest foreground; an empty mask stays empty, and a mask without background stays full, because neither has an outline.
/// </remarks>
internal static class OutlineDisplacement
{
    /// <summary>The mask with its outline displaced.</summary>
    /// <param name="truth">The mask; it stays as it is.</param>
    /// <param name="options">Mean, standard deviation and correlation length.</param>
    /// <param name="random">The stream of the field.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static LabelMap Of(LabelMap truth, OutlineOptions options, StableRandom random, CancellationToken cancellation)
    {
        var distance = new SignedDistance(truth);
        var field = GaussianField.Of(truth.Height, truth.Width, options.CorrelationLength, random, cancellation);
        var labels = (int[])truth.Labels.Clone();
        for (var i = 0; i < labels.Length; i++)
        {
            var isForeground = distance.At(i) + options.Mean + options.Sigma * field[i] >= 0;
            labels[i] =
                !isForeground ? 0
                : labels[i] > 0 ? labels[i]
                : distance.NearestLabel(i);
        }
        return truth with { Labels = labels };
    }
}
