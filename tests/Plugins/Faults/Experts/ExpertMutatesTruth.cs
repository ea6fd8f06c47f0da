namespace Faults.ExpertMutatesTruth;

/// <summary>Flips pixels in the ground truth itself.</summary>
public sealed class Plugin : ExpertPlugin<Expert>;

public sealed class Expert(string name, double flipRate) : TinyExpert(name, flipRate)
{
    protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation)
    {
        if (request.GroundTruth is { } truth)
            truth.Values[0] = (byte)(1 - truth.Values[0]);
        return base.Answer(request, cancellation);
    }
}
