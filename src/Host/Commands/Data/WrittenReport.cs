namespace DeferredSeg.Host.Commands.Data;

/// <summary>A dataset that was written.</summary>
/// <param name="Folder">Where.</param>
/// <param name="Cases">How many cases.</param>
/// <param name="Raters">The raters.</param>
internal sealed record WrittenReport(string Folder, int Cases, IReadOnlyList<string> Raters);
