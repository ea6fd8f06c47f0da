namespace Faults.ExpertTakesAnyNumbers;

/// <summary>Takes as many numbers as come, in whatever range.</summary>
public sealed class Plugin : ExpertPlugin<Expert>;

public sealed class Expert(string name, double flipRate) : TinySimulatedExpert(name, flipRate)
{
    protected override void Check(ReadOnlySpan<double> uniforms, int expected) { }
}
