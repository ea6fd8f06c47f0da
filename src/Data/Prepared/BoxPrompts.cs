using System.Globalization;
using System.Text.Json.Serialization;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Randomness;
using DeferredSeg.Data.Ledgers;

namespace DeferredSeg.Data.Prepared;

/// <summary>Boxes that point a network at its target.</summary>
/// <remarks>
/// A box is left, top, right, bottom in input pixels: the first and the last column and row with foreground, as in MedSAM's scripts, or the outline of those
/// pixels. It is first scaled about its centre and cut to the image; then each side moves outwards by a whole number from 0 to jitter, all equally likely, and
/// stays in the image.
/// </remarks>
public sealed class BoxPrompts(BoxSettings settings, long seed)
{
    /// <summary>What the ledger says of them; null where they tell nothing of the truth.</summary>
    public TruthPrompts? Truth =>
        settings.From == BoxSource.Truth ? new(TruthPromptKind.Box, 1) { Changed = Changes is { Length: > 0 } changes ? changes : null } : null;

    private IReadOnlyList<double> Scales =>
        settings.Scale is { } one ? [one]
        : settings.Scales is { Count: > 0 } scales ? scales
        : [1];

    private string Changes =>
        string.Join(
            "; ",
            [
                .. Scales is [1] ? (string[])[] : [$"{(settings.ScaleOf == BoxScaling.Sides ? "sides" : "area")} times {PromptDraws.Shown(Scales)}"],
                .. settings.Jitter > 0 ? (string[])[string.Create(CultureInfo.InvariantCulture, $"sides outwards by up to {settings.Jitter} pixels")] : [],
            ]
        );

    /// <summary>The box of a case; null where there are to be none. Without foreground it is the whole image.</summary>
    /// <param name="reference">The truth at the input's size.</param>
    /// <param name="kind">How its classes relate; class 0 is background where they exclude each other.</param>
    /// <param name="caseId">The case: with the seed and the round it decides on scale and jitter.</param>
    /// <param name="round">What else these differ by, for example the epoch.</param>
    public float[]? Of(MaskPlanes reference, ClassKind kind, string caseId, int round = 0)
    {
        if (settings.From == BoxSource.None)
            return null;
        var last = settings.Edges == BoxEdges.Outline ? 0 : 1;
        float[] whole = [0, 0, reference.Width - last, reference.Height - last];
        if (settings.From == BoxSource.WholeImage || Around(reference, kind, 0, StableRandom.Of(seed)) is not { } tight)
            return whole;
        if (settings.Edges == BoxEdges.Outline)
            tight = [tight[0], tight[1], tight[2] + 1, tight[3] + 1];
        var box = Scaled(tight, PromptDraws.One(Scales, StableRandom.Of(seed, "box-scale", caseId, PromptDraws.Round(round))));
        var random = StableRandom.Of(seed, "box", caseId, PromptDraws.Round(round));
        return
        [
            Math.Clamp(box[0] - random.Below(0, settings.Jitter + 1), 0, whole[2]),
            Math.Clamp(box[1] - random.Below(1, settings.Jitter + 1), 0, whole[3]),
            Math.Clamp(box[2] + random.Below(2, settings.Jitter + 1), 0, whole[2]),
            Math.Clamp(box[3] + random.Below(3, settings.Jitter + 1), 0, whole[3]),
        ];
    }

    /// <summary>The box around all foreground of any mask, the truth or a network's; null where there is none.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="kind">How its classes relate.</param>
    /// <param name="jitter">The most pixels by which a side moves outwards.</param>
    /// <param name="random">Numbers 0 to 3 move left, top, right and bottom.</param>
    public static float[]? Around(MaskPlanes mask, ClassKind kind, int jitter, StableRandom random) =>
        PromptedObject.Of(mask, kind) is { } found
            ?
            [
                Math.Max(found.Left - random.Below(0, jitter + 1), 0),
                Math.Max(found.Top - random.Below(1, jitter + 1), 0),
                Math.Min(found.Right + random.Below(2, jitter + 1), mask.Width - 1),
                Math.Min(found.Bottom + random.Below(3, jitter + 1), mask.Height - 1),
            ]
            : null;

    /// <summary>A box about its own centre, wherever it ends.</summary>
    private float[] Scaled(float[] box, double scale)
    {
        var factor = settings.ScaleOf == BoxScaling.Area ? Math.Sqrt(scale) : scale;
        float Moved(int side, int other)
        {
            var centre = ((double)box[side] + box[other]) / 2;
            return (float)(centre + factor * (box[side] - centre));
        }
        return [Moved(0, 2), Moved(1, 3), Moved(2, 0), Moved(3, 1)];
    }
}

/// <summary>Box prompts.</summary>
/// <param name="From">none, wholeImage, or truth: the box around all foreground of the reference, which the ledger shows.</param>
/// <param name="Jitter">The most pixels by which each side moves outwards at random, in input pixels; MedSAM trains with 20.</param>
/// <param name="Scales">
/// What the box from the truth is multiplied by about its centre: one number for all cases, or several, of which each case draws one, all equally likely.
/// SafeClick compares 0.5, 0.75, 1, 1.25 and 1.5. By default 1.
/// </param>
/// <param name="ScaleOf">Whether scales multiply the sides or the area.</param>
/// <param name="Edges">
/// pixels: the first and last column and row, as MedSAM has them; the box of a single row has no height and cannot be scaled. outline: the edges of those
/// pixels, one further to the right and below.
/// </param>
/// <param name="Scale">One number in place of scales, as an evaluation of a run that was trained with several may say.</param>
public sealed record BoxSettings(
    BoxSource From = BoxSource.None,
    [OptionRange(0, 10000)] int Jitter = 0,
    [OptionRange(0.01, 100)] [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<double>? Scales = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] BoxScaling ScaleOf = BoxScaling.Sides,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] BoxEdges Edges = BoxEdges.Pixels,
    [OptionRange(0.01, 100)] [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Scale = null
);

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

/// <summary>What of a box is scaled.</summary>
public enum BoxScaling
{
    /// <summary>Both sides.</summary>
    Sides,

    /// <summary>The area: both sides by its square root.</summary>
    Area,
}

/// <summary>What a box's numbers are.</summary>
public enum BoxEdges
{
    /// <summary>The first and the last column and row, from 0 to the size less 1.</summary>
    Pixels,

    /// <summary>The outline of these pixels, from 0 to the size.</summary>
    Outline,
}
