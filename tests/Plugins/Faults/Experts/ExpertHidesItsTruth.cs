namespace Faults.ExpertHidesItsTruth;

/// <summary>Simulates from the ground truth and does not say that it needs it.</summary>
public sealed class Plugin : ExpertPlugin<Expert>;

public sealed class Expert(string name, double flipRate) : TinySimulatedExpert(name, flipRate)
{
    public override ExpertDescriptor Describe() => base.Describe() with { NeedsGroundTruth = false };
}
