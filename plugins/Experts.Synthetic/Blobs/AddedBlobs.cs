using Experts.Synthetic.Labels;
using Experts.Synthetic.Options;

namespace Experts.Synthetic.Blobs;

/// <summary>What an expert sees where nothing is.</summary>
internal static class AddedBlobs
{
    /// <summary>
    /// Adds discs in the background of the truth. Whatever of a disc lies in the foreground of the truth, or on something drawn already, adds nothing.
    /// </summary>
    /// <param name="drawn">What was drawn; it is changed.</param>
    /// <param name="truth">The truth.</param>
    /// <param name="options">Rate and radii.</param>
    /// <param name="key">Whose and where. Where there are several classes of foreground, each disc has one of them, all equally likely.</param>
    /// <param name="cancellation">Ends it between two discs.</param>
    public static void Add(LabelMap drawn, LabelMap truth, AddedOptions options, DrawKey key, CancellationToken cancellation)
    {
        var classes = key.Stream("added/class");
        var discs = DiscProcess.Draw(truth.Labels, truth.Width, inForeground: false, options.BlobsPerMegapixel, options.Radius ?? new(), key, "added");
        for (var i = 0; i < discs.Count; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var label = 1 + classes.Below(i, truth.Classes - 1);
            foreach (var (start, length) in discs[i].Runs(truth.Height, truth.Width))
            {
                for (var pixel = start; pixel < start + length; pixel++)
                {
                    if (truth.Labels[pixel] == 0 && drawn.Labels[pixel] == 0)
                        drawn.Labels[pixel] = label;
                }
            }
        }
    }
}
