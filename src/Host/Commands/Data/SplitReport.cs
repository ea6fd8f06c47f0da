using DeferredSeg.Data;

namespace DeferredSeg.Host.Commands.Data;

/// <summary>The parts of a split by case ids.</summary>
/// <param name="Train">Cases to fit weights.</param>
/// <param name="Validation">Cases to choose by.</param>
/// <param name="Test">Cases to report.</param>
internal sealed record SplitReport(IReadOnlyList<string> Train, IReadOnlyList<string> Validation, IReadOnlyList<string> Test)
{
    public static SplitReport Of(DatasetSplit split) =>
        new([.. split.Train.Select(one => one.Id)], [.. split.Validation.Select(one => one.Id)], [.. split.Test.Select(one => one.Id)]);
}
