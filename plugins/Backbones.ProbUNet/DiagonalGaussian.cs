namespace Backbones.ProbUNet;

/// <summary>Normal distributions whose axes are independent, one for each image. It owns its tensors.</summary>
/// <param name="Mu">The means, <c>[B, L]</c>.</param>
/// <param name="LogSigma">Natural logarithms of the standard deviations, <c>[B, L]</c>.</param>
public sealed record DiagonalGaussian(Tensor Mu, Tensor LogSigma) : IDisposable
{
    /// <summary>The points that standard normal numbers stand for, mu + sigma · noise, with gradients to both.</summary>
    /// <param name="noise"><c>[B, L]</c>, or anything that broadcasts with it.</param>
    public Tensor At(Tensor noise)
    {
        using var scope = NewDisposeScope();
        return (Mu + LogSigma.exp() * noise).MoveToOuterDisposeScope();
    }

    /// <summary>The Kullback-Leibler divergence KL(this ‖ other) of each image, in nats, <c>[B]</c>.</summary>
    public Tensor Divergence(DiagonalGaussian other)
    {
        using var scope = NewDisposeScope();
        var widths = (2 * (LogSigma - other.LogSigma)).exp();
        var distances = ((Mu - other.Mu) / other.LogSigma.exp()).square();
        return ((widths + distances - 1) / 2 + other.LogSigma - LogSigma).sum(1).MoveToOuterDisposeScope();
    }

    /// <summary>Natural logarithms of the density, <c>[B]</c>.</summary>
    /// <param name="points">A point for each image, <c>[B, L]</c>.</param>
    public Tensor LogDensity(Tensor points)
    {
        using var scope = NewDisposeScope();
        var distances = ((points - Mu) / LogSigma.exp()).square();
        return (-(distances / 2) - LogSigma - Math.Log(2 * Math.PI) / 2).sum(1).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Mu.Dispose();
        LogSigma.Dispose();
    }
}
