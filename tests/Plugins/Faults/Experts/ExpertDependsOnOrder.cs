namespace Faults.ExpertDependsOnOrder;

/// <summary>Answers by how many cases it has seen.</summary>
public sealed class Plugin : ExpertPlugin<Expert>;

public sealed class Expert(string name, double flipRate) : TinyExpert(name, flipRate)
{
    private readonly List<string> _seen = [];

    protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation)
    {
        if (!_seen.Contains(request.Case.Id))
            _seen.Add(request.Case.Id);
        return base.Answer(request with { Seed = _seen.IndexOf(request.Case.Id) }, cancellation);
    }
}
