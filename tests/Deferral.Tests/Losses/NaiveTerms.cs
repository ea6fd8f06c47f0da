using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Losses;

namespace DeferredSeg.Deferral.Tests.Losses;

/// <summary>What <see cref="NaiveObjective"/> adds up; the betas are multiplied in, the lambdas in the total only.</summary>
internal sealed class NaiveTerms(int experts)
{
    public double Experts;
    public double Segmentor;
    public double CrossEntropy;
    public double PredictorCrossEntropy;
    public double SquaredError;
    public double Rate;
    public double Balancing;
    public double Total;

    public double[] Rho { get; } = new double[experts];

    public double Surrogate { get; private set; }

    public NaiveTerms Summed(DeferralLossOptions options)
    {
        Surrogate = Experts + Segmentor + (options.Surrogate == Deferral.Losses.Surrogate.TwoStage ? 0 : CrossEntropy);
        Total = Surrogate;
        if (options.Parameterisation == RoutingParameterisation.Utility)
            return this;
        var bounds = options.BoundsOf(Rho.Length);
        if (Rho.Length > 1)
            Balancing = Rho.Select((share, expert) => Math.Max(share - bounds.Upper[expert], 0) + Math.Max(bounds.Lower[expert] - share, 0)).Sum();
        Total += (options.Lambda1 * (PredictorCrossEntropy + SquaredError + Rate)) + (options.Lambda2 * Balancing);
        return this;
    }
}
