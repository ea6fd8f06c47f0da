using System.Globalization;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Randomness;
using Experts.Synthetic.Options;

namespace Experts.Synthetic;

/// <summary>All that random numbers follow from, besides what they are for.</summary>
/// <param name="Seed">The seed of the run.</param>
/// <param name="Expert">The expert's name.</param>
/// <param name="Case">The case.</param>
/// <param name="Epoch">The epoch as text; empty where errors are never drawn anew.</param>
/// <param name="Map">Which label map of the case, from 0.</param>
internal sealed record DrawKey(long Seed, string Expert, string Case, string Epoch, int Map)
{
    public static DrawKey Of(ExpertRequest request, string expert, Redraw redraw, int map) =>
        new(request.Seed, expert, request.Case.Id, redraw == Redraw.Never ? "" : request.Epoch.ToString(CultureInfo.InvariantCulture), map);

    /// <summary>The stream of one purpose. Streams of two purposes have nothing to do with each other.</summary>
    public StableRandom Stream(string purpose) => StableRandom.Of(Seed, Expert, Case, Epoch, Map.ToString(CultureInfo.InvariantCulture), purpose);
}
