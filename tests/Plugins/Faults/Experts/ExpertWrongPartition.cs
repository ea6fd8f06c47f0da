namespace Faults.ExpertWrongPartition;

/// <summary>Counts regions from 1.</summary>
public sealed class Plugin : ExpertPlugin<Expert>;

public sealed class Expert(string name, double flipRate) : TinySimulatedExpert(name, flipRate)
{
    public override ExpertSimulation Simulate(ExpertRequest request, ReadOnlyMemory<double>? uniforms = null, CancellationToken cancellation = default)
    {
        var simulation = base.Simulate(request, uniforms, cancellation);
        return simulation with { Partition = [.. simulation.Partition.Select(region => (byte)(region + 1))] };
    }
}
