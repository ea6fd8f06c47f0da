namespace Faults.ExpertDrawsGlobally;

/// <summary>Answers from a generator that every instance seeds anew.</summary>
public sealed class Plugin : ExpertPlugin<Expert>;

public sealed class Expert(string name, double flipRate) : TinyExpert(name, flipRate)
{
    private readonly long _seed = Guid.NewGuid().GetHashCode();

    protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation) => base.Answer(request with { Seed = _seed }, cancellation);
}
