namespace DeferredSeg.Host.Commands.Simulate;

/// <summary>All cases of a run.</summary>
/// <param name="Experts">The experts' names, in the order of every list and array.</param>
/// <param name="Masks">The cases, by their names.</param>
/// <param name="Ledger">Where ground truth was used, in sentences.</param>
internal sealed record SimulationReport(IReadOnlyList<string> Experts, IReadOnlyDictionary<string, SimulationSummary> Masks, IReadOnlyList<string> Ledger);
