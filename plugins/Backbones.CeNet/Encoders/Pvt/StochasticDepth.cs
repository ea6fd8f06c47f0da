namespace Backbones.CeNet.Encoders.Pvt;

/// <summary>Skips a branch for some images of a training batch, and enlarges it for the others so that its mean stays (Huang et al., 2016).</summary>
internal static class StochasticDepth
{
    /// <param name="branch"><c>[B, …]</c>.</param>
    /// <param name="rate">The probability of skipping an image's branch, below 1; drawn from torch's default generator.</param>
    /// <param name="training">Otherwise nothing is skipped and nothing drawn.</param>
    public static Tensor Apply(Tensor branch, double rate, bool training)
    {
        if (!training || rate == 0)
            return branch;
        var keep = branch.new_empty([branch.shape[0], .. Enumerable.Repeat(1L, (int)branch.dim() - 1)]).bernoulli_(1 - rate).div_(1 - rate);
        return branch.mul(keep);
    }
}
