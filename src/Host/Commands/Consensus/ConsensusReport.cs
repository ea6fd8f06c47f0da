namespace DeferredSeg.Host.Commands.Consensus;

/// <summary>All images of a run.</summary>
/// <param name="Cases">By their names.</param>
internal sealed record ConsensusReport(IReadOnlyDictionary<string, ConsensusSummary> Cases);
