namespace Faults.ExpertWrongName;

/// <summary>Has a name of its own instead of the configuration's.</summary>
public sealed class Plugin : ExpertPlugin<Expert>;

public sealed class Expert(string name, double flipRate) : TinyExpert(name, flipRate)
{
    public override ExpertDescriptor Describe() => base.Describe() with { Id = "somebody" };
}
