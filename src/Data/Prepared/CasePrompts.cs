using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Ledgers;

namespace DeferredSeg.Data.Prepared;

/// <summary>What points a network at its target in one case; nothing of it where there is nothing. Every kind of prompt is carried here.</summary>
/// <param name="Box">Left, top, right and bottom in the network's pixels.</param>
/// <param name="Point">A place in the network's pixels.</param>
public sealed record CasePrompts(float[]? Box = null, PromptPoint? Point = null)
{
    /// <summary>Nothing.</summary>
    public static CasePrompts None { get; } = new();
}

/// <summary>Makes the prompts of cases, of the kinds that the dataset's settings ask for and the network takes.</summary>
/// <param name="settings">The dataset's settings.</param>
/// <param name="taken">What the network takes.</param>
/// <param name="seed">
/// The seed of what is drawn. With the case it decides alone: networks that are compared with one seed are given the same boxes and points.
/// </param>
public sealed class PromptSource(DatasetSettings settings, PromptKinds taken, long seed)
{
    private readonly BoxPrompts? _boxes = settings.Boxes is { From: not BoxSource.None } boxes && taken.HasFlag(PromptKinds.Box) ? new(boxes, seed) : null;

    private readonly PointPrompts? _points =
        settings.Points is { From: not PointSource.None } points && taken.HasFlag(PromptKinds.Points) ? new(points, seed) : null;

    /// <summary>What the ledger says of them; empty where they tell nothing of the truth.</summary>
    public IReadOnlyList<TruthPrompts> Truth => [.. new[] { _boxes?.Truth, _points?.Truth }.OfType<TruthPrompts>()];

    /// <summary>The prompts of a case.</summary>
    /// <param name="reference">The truth at the input's size.</param>
    /// <param name="kind">How its classes relate; class 0 is background where they exclude each other.</param>
    /// <param name="caseId">The case: with the seed and the round it decides on what is drawn.</param>
    /// <param name="round">What else that differs by, for example how the case is turned.</param>
    public CasePrompts Of(MaskPlanes reference, ClassKind kind, string caseId, int round = 0) =>
        _boxes is null && _points is null ? CasePrompts.None : new(_boxes?.Of(reference, kind, caseId, round), _points?.Of(reference, kind, caseId, round));
}
