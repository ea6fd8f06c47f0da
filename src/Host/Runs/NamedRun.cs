namespace DeferredSeg.Host.Runs;

/// <summary>A run with what tables call it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Labels">Its labels in a list; empty outside of one.</param>
/// <param name="Plan">Its networks.</param>
internal sealed record NamedRun(string Name, IReadOnlyList<string> Labels, RunPlan Plan);
