namespace Faults.ExpertReplacesQuestion;

/// <summary>Answers whatever was simulated last under the question's key.</summary>
public sealed class Plugin : ExpertPlugin<Expert>;

public sealed class Expert(string name, double flipRate) : TinySimulatedExpert(name, flipRate)
{
    private readonly Dictionary<string, ExpertRequest> _simulated = [];

    public override ExpertSimulation Simulate(ExpertRequest request, ReadOnlyMemory<double>? uniforms = null, CancellationToken cancellation = default)
    {
        _simulated[request.Key] = request;
        return base.Simulate(request, uniforms, cancellation);
    }

    protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation) =>
        base.Answer(_simulated.GetValueOrDefault(request.Key, request), cancellation);
}
