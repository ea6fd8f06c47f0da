using DeferredSeg.Abstractions.Experts;

namespace DeferredSeg.Host.Commands.Simulate;

/// <summary>What one expert said.</summary>
/// <param name="Expert">The expert.</param>
/// <param name="Simulation">The answer, with how it came about where the expert can show it (else its partition is empty); null where there is none.</param>
/// <param name="Status">answered, declined or pending.</param>
/// <param name="Reason">Why it was declined.</param>
internal sealed record SimulatedAnswer(string Expert, ExpertSimulation? Simulation, string Status, string? Reason);
