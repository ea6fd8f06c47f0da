using DeferredSeg.Abstractions.Experts;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>A guarded expert who can show how it simulates.</summary>
public sealed class GuardedSimulatedExpert : GuardedExpertSource, ISimulatedExpert
{
    internal GuardedSimulatedExpert(PluginGuard guard, ISimulatedExpert inner, string name)
        : base(guard, inner, name) { }

    /// <summary>What the expert answers and how; see <see cref="ISimulatedExpert.Simulate"/>.</summary>
    /// <exception cref="ArgumentException">The expert refuses the question or the numbers; the message is its own.</exception>
    /// <exception cref="PluginCallException">The call went wrong.</exception>
    public ExpertSimulation Simulate(ExpertRequest request, ReadOnlyMemory<double>? uniforms = null, CancellationToken cancellation = default)
    {
        var inner = (ISimulatedExpert)Inner;
        using var about = PluginCase.Name(request.Case.Id);
        return Guard.Call(
            "Simulate",
            stop => inner.Simulate(request, uniforms, stop),
            simulation => ExpertCheck.Simulation(simulation, request),
            static _ => { },
            cancellation,
            refusal: static e => e is ArgumentException and not ArgumentNullException
        );
    }
}
