namespace Sound.CorrelatedExpert;

/// <summary>A simulated expert that keeps the contract, whose errors no single number decides over.</summary>
public sealed class Plugin : ExpertPlugin<Expert>;

public sealed class Expert(string name, double flipRate) : TinySimulatedExpert(name, flipRate)
{
    public override ExpertSimulation Simulate(ExpertRequest request, ReadOnlyMemory<double>? uniforms = null, CancellationToken cancellation = default) =>
        uniforms is null
            ? base.Simulate(request, null, cancellation) with
            {
                Probability = null,
            }
            : throw new ArgumentException("Errors are not independent; random numbers have no place.", nameof(uniforms));
}
