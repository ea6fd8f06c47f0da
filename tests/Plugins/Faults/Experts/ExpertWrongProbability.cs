namespace Faults.ExpertWrongProbability;

/// <summary>Gives probabilities in percent.</summary>
public sealed class Plugin : ExpertPlugin<Expert>;

public sealed class Expert(string name, double flipRate) : TinySimulatedExpert(name, flipRate)
{
    public override ExpertSimulation Simulate(ExpertRequest request, ReadOnlyMemory<double>? uniforms = null, CancellationToken cancellation = default)
    {
        var simulation = base.Simulate(request, uniforms, cancellation);
        return simulation with { Probability = [.. simulation.Probability!.Select(one => 100 * one)] };
    }
}
