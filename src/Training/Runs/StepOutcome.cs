using DeferredSeg.Training.Objective;

namespace DeferredSeg.Training.Runs;

/// <summary>What an optimizer step came to.</summary>
/// <param name="Counted">Micro-batches that counted.</param>
/// <param name="Sum">The sum of their loss parts.</param>
/// <param name="RhoSum">The sum of their rho; empty where nothing is routed or none counted.</param>
/// <param name="BadInRow">Micro-batches in a row, up to the last, whose loss was no finite number.</param>
internal sealed record StepOutcome(int Counted, LossParts Sum, IReadOnlyList<double> RhoSum, int BadInRow);
