using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Randomness;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Ledgers;

namespace DeferredSeg.Data.Prepared;

/// <summary>What points a network at its target in one case; nothing of it where there is nothing. Every kind of prompt is carried here.</summary>
/// <param name="Box">Left, top, right and bottom in the network's pixels.</param>
public sealed record CasePrompts(float[]? Box = null)
{
    /// <summary>Nothing.</summary>
    public static CasePrompts None { get; } = new();
}

/// <summary>Makes the prompts of cases, of the kinds that the dataset's settings ask for and the network takes.</summary>
/// <param name="settings">The dataset's settings.</param>
/// <param name="taken">What the network takes.</param>
/// <param name="seed">The seed of what is drawn.</param>
public sealed class PromptSource(DatasetSettings settings, PromptKinds taken, long seed)
{
    private readonly BoxPrompts? _boxes = settings.Boxes is { From: not BoxSource.None } boxes && taken.HasFlag(PromptKinds.Box) ? new(boxes, seed) : null;

    /// <summary>What the ledger says of them; empty where they tell nothing of the truth.</summary>
    public IReadOnlyList<TruthPrompts> Truth => _boxes?.Truth is { } truth ? [truth] : [];

    /// <summary>The prompts of a case.</summary>
    /// <param name="reference">The truth at the input's size.</param>
    /// <param name="kind">How its classes relate; class 0 is background where they exclude each other.</param>
    /// <param name="caseId">The case: with the seed and the round it decides on what is drawn.</param>
    /// <param name="round">What else that differs by, for example how the case is turned.</param>
    public CasePrompts Of(MaskPlanes reference, ClassKind kind, string caseId, int round = 0) =>
        _boxes is null ? CasePrompts.None : new(_boxes.Of(reference, kind, caseId, round));
}

/// <summary>Boxes that point a network at its target.</summary>
/// <remarks>
/// A box is left, top, right, bottom in input pixels: the first and the last column and row with foreground, as in MedSAM's scripts. Each
/// side moves outwards by a whole number from 0 to jitter, all equally likely, and stays in the image.
/// </remarks>
public sealed class BoxPrompts(BoxSettings settings, long seed)
{
    /// <summary>What the ledger says of them; null where they tell nothing of the truth.</summary>
    public TruthPrompts? Truth => settings.From == BoxSource.Truth ? new(TruthPromptKind.Box, 1) : null;

    /// <summary>The box of a case; null where there are to be none. Without foreground it is the whole image.</summary>
    /// <param name="reference">The truth at the input's size.</param>
    /// <param name="kind">How its classes relate; class 0 is background where they exclude each other.</param>
    /// <param name="caseId">The case: with the seed and the round it decides on the jitter.</param>
    /// <param name="round">What else the jitter differs by, for example the epoch.</param>
    public float[]? Of(MaskPlanes reference, ClassKind kind, string caseId, int round = 0) =>
        settings.From switch
        {
            BoxSource.None => null,
            BoxSource.WholeImage => Whole(reference),
            _ => Around(reference, kind, settings.Jitter, StableRandom.Of(seed, "box", caseId, FormattableString.Invariant($"{round}"))) ?? Whole(reference),
        };

    /// <summary>The box around all foreground of any mask, the truth or a network's; null where there is none.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="kind">How its classes relate.</param>
    /// <param name="jitter">The most pixels by which a side moves outwards.</param>
    /// <param name="random">Numbers 0 to 3 move left, top, right and bottom.</param>
    public static float[]? Around(MaskPlanes mask, ClassKind kind, int jitter, StableRandom random)
    {
        var (left, top, right, bottom) = (mask.Width, mask.Height, -1, -1);
        for (var plane = kind == ClassKind.Exclusive && mask.Classes > 1 ? 1 : 0; plane < mask.Classes; plane++)
        {
            var values = mask.Plane(plane);
            for (var y = 0; y < mask.Height; y++)
            {
                var row = values.Slice(y * mask.Width, mask.Width);
                if (row.IndexOf((byte)1) is var first && first < 0)
                    continue;
                (left, right) = (Math.Min(left, first), Math.Max(right, row.LastIndexOf((byte)1)));
                (top, bottom) = (Math.Min(top, y), Math.Max(bottom, y));
            }
        }
        if (right < 0)
            return null;
        return
        [
            Math.Max(left - random.Below(0, jitter + 1), 0),
            Math.Max(top - random.Below(1, jitter + 1), 0),
            Math.Min(right + random.Below(2, jitter + 1), mask.Width - 1),
            Math.Min(bottom + random.Below(3, jitter + 1), mask.Height - 1),
        ];
    }

    private static float[] Whole(MaskPlanes mask) => [0, 0, mask.Width - 1, mask.Height - 1];
}

/// <summary>Box prompts.</summary>
/// <param name="From">none, wholeImage, or truth: the box around all foreground of the reference, which the ledger shows.</param>
/// <param name="Jitter">The most pixels by which each side moves outwards at random, in input pixels; MedSAM trains with 20.</param>
public sealed record BoxSettings(BoxSource From = BoxSource.None, [OptionRange(0, 10000)] int Jitter = 0);

/// <summary>What box prompts are made of.</summary>
public enum BoxSource
{
    /// <summary>There are none.</summary>
    None,

    /// <summary>The whole image, which tells nothing of the truth.</summary>
    WholeImage,

    /// <summary>The reference: a declared use of the truth.</summary>
    Truth,
}
