namespace Faults.ExpertWrongRegionSize;

/// <summary>Covers a region of one pixel.</summary>
public sealed class Plugin : ExpertPlugin<Expert>;

public sealed class Expert(string name, double flipRate) : TinyExpert(name, flipRate)
{
    protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation)
    {
        var reply = base.Answer(request, cancellation);
        return reply.Answer is { } answer ? ExpertReply.Answered(answer with { Region = MaskPlanes.Full(1, 1) }) : reply;
    }
}
