namespace Faults.ExpertInventsNumbers;

/// <summary>Takes numbers although its errors are not independent.</summary>
public sealed class Plugin : ExpertPlugin<Expert>;

public sealed class Expert(string name, double flipRate) : TinySimulatedExpert(name, flipRate)
{
    public override ExpertSimulation Simulate(ExpertRequest request, ReadOnlyMemory<double>? uniforms = null, CancellationToken cancellation = default) =>
        base.Simulate(request, uniforms, cancellation) with
        {
            Probability = null,
        };
}
