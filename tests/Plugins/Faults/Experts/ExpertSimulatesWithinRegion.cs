namespace Faults.ExpertSimulatesWithinRegion;

/// <summary>Shows nothing outside of the region.</summary>
public sealed class Plugin : ExpertPlugin<Expert>;

public sealed class Expert(string name, double flipRate) : TinySimulatedExpert(name, flipRate)
{
    public override ExpertSimulation Simulate(ExpertRequest request, ReadOnlyMemory<double>? uniforms = null, CancellationToken cancellation = default)
    {
        var simulation = base.Simulate(request, uniforms, cancellation);
        var mask = simulation.Mask;
        return request.Region is { } region
            ? simulation with
            {
                Mask = new(mask.Height, mask.Width, mask.Classes, [.. mask.Values.Zip(region.Values, (value, asked) => (byte)(value & asked))]),
            }
            : simulation;
    }
}
