namespace DeferredSeg.Host.Runs;

/// <summary>A run of a list.</summary>
/// <param name="Labels">What sets it apart, one for each of the list's heads.</param>
/// <param name="Configs">Configuration files beside those of the list.</param>
/// <param name="Set">Settings beside those of the list.</param>
internal sealed record ListedRun(IReadOnlyList<string> Labels, IReadOnlyList<string>? Configs = null, IReadOnlyList<string>? Set = null);
