namespace Faults.ExpertSimulatesAnother;

/// <summary>Shows another epoch than it answers.</summary>
public sealed class Plugin : ExpertPlugin<Expert>;

public sealed class Expert(string name, double flipRate) : TinySimulatedExpert(name, flipRate)
{
    public override ExpertSimulation Simulate(ExpertRequest request, ReadOnlyMemory<double>? uniforms = null, CancellationToken cancellation = default) =>
        base.Simulate(request with { Epoch = request.Epoch + 1 }, uniforms, cancellation);
}
