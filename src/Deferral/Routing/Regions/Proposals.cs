using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Routing.Policies;

namespace DeferredSeg.Deferral.Routing.Regions;

/// <summary>
/// Another way to use a second mask: where it differs from the model's, each connected piece is shown to an expert, who accepts or rejects it as a whole. One
/// decision a piece, and no painting.
/// </summary>
public static class Proposals
{
    /// <summary>The pieces of one class, the most valuable first.</summary>
    /// <param name="model">The model's mask, 0 or 1.</param>
    /// <param name="proposed">The other mask.</param>
    /// <param name="worth">How much more the other mask is worth at each pixel, expected.</param>
    /// <param name="grid">The pixels or voxels; in a volume pieces go through the slices.</param>
    /// <param name="connectivity">Which pixels touch.</param>
    /// <returns>By expected worth, then by first pixel.</returns>
    /// <exception cref="ArgumentException">The sizes differ.</exception>
    public static IReadOnlyList<Proposal> Of(
        ReadOnlySpan<byte> model,
        ReadOnlySpan<byte> proposed,
        ReadOnlySpan<double> worth,
        Grid grid,
        Connectivity connectivity = Connectivity.Four
    )
    {
        CaseMasks.RequireSize(grid.Count, model.Length, nameof(model));
        CaseMasks.RequireSize(grid.Count, proposed.Length, nameof(proposed));
        CaseMasks.RequireSize(grid.Count, worth.Length, nameof(worth));
        var differs = new long[model.Length];
        for (var pixel = 0; pixel < differs.Length; pixel++)
            differs[pixel] = model[pixel] == proposed[pixel] ? 0 : 1 + proposed[pixel];
        List<Proposal> pieces = [];
        foreach (var region in GridRegions.Of(differs, grid, connectivity).Where(region => region.Channel > 0))
        {
            var sum = 0.0;
            foreach (var pixel in region.Pixels)
                sum += worth[pixel];
            pieces.Add(new(region.Pixels, sum));
        }
        return [.. pieces.OrderByDescending(piece => piece.Worth).ThenBy(piece => piece.Pixels[0])];
    }

    /// <summary>The model's mask with the pieces that an expert accepts: those that fit the expert's own mask on more than half of their pixels.</summary>
    /// <param name="model">The model's mask.</param>
    /// <param name="expert">The expert's mask.</param>
    /// <param name="shown">The pieces that are shown.</param>
    public static byte[] Accepted(ReadOnlySpan<byte> model, ReadOnlySpan<byte> expert, IEnumerable<Proposal> shown)
    {
        var mask = model.ToArray();
        foreach (var piece in shown)
        {
            var accepts = 0;
            foreach (var pixel in piece.Pixels)
                accepts += expert[pixel] != model[pixel] ? 1 : -1;
            if (accepts <= 0)
                continue;
            foreach (var pixel in piece.Pixels)
                mask[pixel] = (byte)(1 - mask[pixel]);
        }
        return mask;
    }
}

/// <summary>A connected piece in which two masks differ, all of it in the same way.</summary>
/// <param name="Pixels">Places in the image, row by row.</param>
/// <param name="Worth">How much more the other mask is worth there, expected, in wrong pixels.</param>
public sealed record Proposal(IReadOnlyList<int> Pixels, double Worth);
