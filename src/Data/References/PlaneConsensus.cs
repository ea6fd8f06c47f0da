using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Deferral.Consensus;

namespace DeferredSeg.Data.References;

/// <summary>The consensus of masks of K planes: plane by plane where classes may overlap, one label against the rest where they exclude each other.</summary>
internal static class PlaneConsensus
{
    /// <summary>Of two raters or more.</summary>
    /// <param name="raters">Names for messages, in the order of the masks.</param>
    /// <param name="masks">Of one size.</param>
    /// <param name="kind">How the classes relate.</param>
    /// <param name="policy">The rule, majority or STAPLE.</param>
    /// <exception cref="ArgumentException">Classes exclude each other and a mask has two at a pixel, or there are more than 255.</exception>
    public static (MaskPlanes Mask, IReadOnlyList<StapleConvergence> Staple) Of(
        IReadOnlyList<string> raters,
        IReadOnlyList<MaskPlanes> masks,
        ClassKind kind,
        ReferencePolicy policy
    )
    {
        var (pixels, classes) = (masks[0].Grid.Count, masks[0].Classes);
        var values = new byte[classes * pixels];
        var convergence = new List<StapleConvergence>();
        if (kind == ClassKind.Exclusive)
            Exclusive([.. raters.Zip(masks, LabelMap)]);
        else
            for (var plane = 0; plane < classes; plane++)
                Independent(plane);
        return (new(masks[0].Grid, classes, values), convergence);

        void Independent(int plane)
        {
            ReadOnlyMemory<byte>[] ratings = [.. masks.Select(mask => new ReadOnlyMemory<byte>(mask.Values, plane * pixels, pixels))];
            byte[] consensus;
            if (policy.Rule == ReferenceRule.Staple)
            {
                var result = Staple.Of(ratings, policy.Staple?.ToOptions());
                convergence.Add(Ended(plane, result));
                consensus = result.Consensus;
            }
            else
            {
                consensus = MajorityVote.Of(ratings, policy.Ties);
            }
            consensus.CopyTo(values, plane * pixels);
        }

        void Exclusive(ReadOnlyMemory<byte>[] ratings)
        {
            byte[] consensus;
            if (policy.Rule == ReferenceRule.Staple)
            {
                var result = Staple.OneVersusRest(ratings, policy.Staple?.ToOptions());
                convergence.AddRange(result.Labels.Zip(result.PerLabel, (label, one) => Ended(label - 1, one)));
                consensus = result.Consensus;
            }
            else
            {
                consensus = MajorityVote.OneVersusRest(ratings, policy.Ties);
            }
            for (var pixel = 0; pixel < consensus.Length; pixel++)
            {
                if (consensus[pixel] != 0)
                    values[(consensus[pixel] - 1) * consensus.Length + pixel] = 1;
            }
        }
    }

    private static StapleConvergence Ended(int plane, StapleResult result) =>
        new(plane, result.Iterations, result.Converged, result.Prior, result.Sensitivity, result.Specificity);

    // Class k is label k + 1.
    private static ReadOnlyMemory<byte> LabelMap(string rater, MaskPlanes mask)
    {
        if (mask.Classes > byte.MaxValue)
            throw new ArgumentException($"The mask of '{rater}' has {mask.Classes} classes that exclude each other; expected at most {byte.MaxValue}.");
        var labels = new byte[mask.Height * mask.Width];
        for (var plane = 0; plane < mask.Classes; plane++)
        {
            var one = mask.Plane(plane);
            for (var pixel = 0; pixel < one.Length; pixel++)
            {
                if (one[pixel] == 0)
                    continue;
                if (labels[pixel] != 0)
                    throw new ArgumentException(
                        $"The mask of '{rater}' has the classes {labels[pixel] - 1} and {plane} at row {pixel / mask.Width}, "
                            + $"column {pixel % mask.Width}; expected one at most, for classes exclude each other."
                    );
                labels[pixel] = (byte)(plane + 1);
            }
        }
        return labels;
    }
}
