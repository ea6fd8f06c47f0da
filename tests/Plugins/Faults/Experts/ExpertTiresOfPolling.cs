namespace Faults.ExpertTiresOfPolling;

/// <summary>Gives another answer at every look.</summary>
public sealed class Plugin : ExpertPlugin<Expert>;

public sealed class Expert(string name, double flipRate) : TinyExpert(name, flipRate)
{
    private int _polls;

    protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation) =>
        base.Answer(request with { Epoch = request.Epoch + _polls++ }, cancellation);
}
