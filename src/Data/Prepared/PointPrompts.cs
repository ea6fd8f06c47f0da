using System.Globalization;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Randomness;
using DeferredSeg.Data.Ledgers;

namespace DeferredSeg.Data.Prepared;

/// <summary>A click at a network's target.</summary>
/// <param name="X">The column, from 0, in the network's pixels.</param>
/// <param name="Y">The row, from 0, in the network's pixels.</param>
/// <param name="IsIgnored">Whether it says nothing, because there is nothing to click at; else it says that the target is there.</param>
public sealed record PromptPoint(float X, float Y, bool IsIgnored = false);

/// <summary>Clicks that point a network at its target, or beside it.</summary>
/// <remarks>
/// A click is the centre of mass of all foreground, moved by a share of the object's radius in a direction that is drawn, all equally likely, cut to the image
/// and rounded to the nearest pixel. It says that the target is there, also where it left the object, as an imperfect click does; the centre of mass itself
/// may lie outside of a ring or a crescent.
/// </remarks>
public sealed class PointPrompts(PointSettings settings, long seed)
{
    /// <summary>What the ledger says of them; null where they tell nothing of the truth.</summary>
    public TruthPrompts? Truth =>
        settings.From == PointSource.Truth
            ? new(TruthPromptKind.Point, 1)
            {
                Changed = Displacements is [0] ? null : $"moved by {PromptDraws.Shown(Displacements)} of the object's radius ({Name(settings.Radius)})",
            }
            : null;

    private IReadOnlyList<double> Displacements =>
        settings.Displacement is { } one ? [one]
        : settings.Displacements is { Count: > 0 } displacements ? displacements
        : [0];

    /// <summary>The click of a case; null where there are to be none. Without foreground it is ignored.</summary>
    /// <param name="reference">The truth at the input's size.</param>
    /// <param name="kind">How its classes relate; class 0 is background where they exclude each other.</param>
    /// <param name="caseId">The case: with the seed and the round it decides on displacement and direction.</param>
    /// <param name="round">What else these differ by, for example how the case is turned.</param>
    public PromptPoint? Of(MaskPlanes reference, ClassKind kind, string caseId, int round = 0)
    {
        if (settings.From == PointSource.None)
            return null;
        if (PromptedObject.Of(reference, kind) is not { } found)
            return new(0, 0, IsIgnored: true);
        var random = StableRandom.Of(seed, "point", caseId, PromptDraws.Round(round));
        var displacement = PromptDraws.One(Displacements, StableRandom.Of(seed, "point-displacement", caseId, PromptDraws.Round(round)));
        return At(found, reference, displacement * found.Radius(settings.Radius), 2 * Math.PI * random.Uniform(0));
    }

    /// <summary>A click at some distance from an object's centre of mass.</summary>
    /// <param name="found">The object.</param>
    /// <param name="image">Has the image's size.</param>
    /// <param name="distance">How far, in pixels.</param>
    /// <param name="angle">In which direction, in radians from the columns' towards the rows'.</param>
    public static PromptPoint At(PromptedObject found, MaskPlanes image, double distance, double angle) =>
        new(Pixel(found.CentreX + distance * Math.Cos(angle), image.Width), Pixel(found.CentreY + distance * Math.Sin(angle), image.Height));

    // Halves go up, not to even numbers.
    private static float Pixel(double place, int size) => (float)Math.Floor(Math.Clamp(place, 0, size - 1) + 0.5);

    private static string Name(ObjectRadius radius) => char.ToLowerInvariant(radius.ToString()[0]) + radius.ToString()[1..];
}

/// <summary>Point prompts: a click at the object's centre of mass, or beside it.</summary>
/// <param name="From">none, or truth: the centre of mass of all foreground of the reference, which the ledger shows.</param>
/// <param name="Displacements">
/// By how much of the object's radius the click lies beside the centre: one number for all cases, or several, of which each case draws one, all equally
/// likely. SafeClick compares 0, 0.25, 0.5, 0.75 and 1. By default 0.
/// </param>
/// <param name="Radius">What an object's radius is, where it is no disc.</param>
/// <param name="Displacement">One number in place of displacements, as an evaluation of a run that was trained with several may say.</param>
public sealed record PointSettings(
    PointSource From = PointSource.None,
    [OptionRange(0, 100)] IReadOnlyList<double>? Displacements = null,
    ObjectRadius Radius = ObjectRadius.EquivalentArea,
    [OptionRange(0, 100)] double? Displacement = null
);

/// <summary>What point prompts are made of.</summary>
public enum PointSource
{
    /// <summary>There are none.</summary>
    None,

    /// <summary>The reference: a declared use of the truth.</summary>
    Truth,
}

/// <summary>What of several values a case has.</summary>
internal static class PromptDraws
{
    /// <summary>One of them, all equally likely.</summary>
    public static double One(IReadOnlyList<double> values, StableRandom random) => values.Count == 1 ? values[0] : values[random.Below(0, values.Count)];

    /// <summary>A round as a part of what is drawn.</summary>
    public static string Round(int round) => round.ToString(CultureInfo.InvariantCulture);

    /// <summary>The values for people.</summary>
    public static string Shown(IReadOnlyList<double> values) => string.Join(" or ", values.Select(value => value.ToString(CultureInfo.InvariantCulture)));
}
