namespace Faults.ExpertKeepsSimulation;

/// <summary>Takes a simulated question for a submitted one.</summary>
public sealed class Plugin : ExpertPlugin<Expert>;

public sealed class Expert(string name, double flipRate) : TinySimulatedExpert(name, flipRate)
{
    public override ExpertSimulation Simulate(ExpertRequest request, ReadOnlyMemory<double>? uniforms = null, CancellationToken cancellation = default)
    {
        Submit(request, cancellation);
        return base.Simulate(request, uniforms, cancellation);
    }
}
