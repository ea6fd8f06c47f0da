namespace DeferredSeg.Host.Commands.Simulate;

/// <summary>All masks of a run.</summary>
/// <param name="Experts">The experts' names, in the order of every list and array.</param>
/// <param name="Masks">By their names.</param>
internal sealed record SimulationReport(IReadOnlyList<string> Experts, IReadOnlyDictionary<string, SimulationSummary> Masks);
