using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets;

namespace DeferredSeg.Engine.Tests.Evaluation;

/// <summary>Cases that a test made.</summary>
internal sealed class MemoryDataset(IReadOnlyList<DatasetCase> cases, int classes = 1, ClassKind kind = ClassKind.Multilabel) : IDataset
{
    public DatasetDescription Description { get; } = new("memory", 1, [.. Enumerable.Range(0, classes).Select(k => $"class {k}")], kind, true);

    public IReadOnlyList<CaseInfo> Cases { get; } = [.. cases.Select(one => one.Info)];

    public IRaterMasks? Raters => null;

    public DatasetCase Load(string caseId) => cases.First(one => one.Info.Id == caseId);
}
