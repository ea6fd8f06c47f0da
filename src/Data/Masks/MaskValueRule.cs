using DeferredSeg.Data.Datasets;

namespace DeferredSeg.Data.Masks;

/// <summary>
/// Whether whole numbers are certainly labels. They are where they are the listed ones, where there is one besides 0, and where they are few and none is
/// full brightness; many are, where nearly each of them covers areas and not single pixels, as edges do.
/// </summary>
internal sealed class MaskValueRule(MaskSettings settings, ClassSettings classes)
{
    /// <summary>Numbers up to this are drawn as grey by nobody.</summary>
    private const int LargestSmall = 32;

    /// <summary>So many labels are usual; of more, and of bright ones, each has to cover areas.</summary>
    private const int Few = 16;

    private const int Bright = 128;

    /// <summary>How far ringing moves most values.</summary>
    private const int Faint = 12;

    private const double MostCoverAreas = 0.9;
    private const double HalfCoverAreas = 0.5;

    private readonly HashSet<int> _listed = [.. classes.Labels ?? []];

    /// <summary>Judges a mask.</summary>
    /// <param name="samples">The mask.</param>
    /// <param name="labels">Its values as whole numbers.</param>
    /// <param name="contents">Its values, counted.</param>
    public MaskDoubt Judge(MaskSamples samples, int[] labels, MaskContents contents)
    {
        if (samples.Colours is { } colours)
            return
                Distinct(colours) is var shades
                && (shades.Count > Few || (samples.IsLossy && shades.Count > 1))
                && !CoverAreas(samples, colours, shades, MostCoverAreas)
                ? MaskDoubt.GreyEdges
                : MaskDoubt.None;
        var found = Distinct(contents.Values.Select(value => (int)MathF.Round(value)));
        found.Remove(settings.Ignore ?? 0);
        if (samples.IsLossy)
            // A JPEG that has but two values lost nothing.
            return found.Count > 1 ? MaskDoubt.GreyEdges
                : found.Any(IsUnlisted) ? MaskDoubt.Unlisted
                : MaskDoubt.None;
        if (samples.Palette is { } palette && found.Count > Few / 2 && found.All(index => IsGrey(palette, index)) && !found.IsSubsetOf(_listed))
        {
            var greys = Array.ConvertAll(labels, index => (int)palette[3 * index]);
            return LooksLikeLabels(samples, greys, Distinct(greys)) ? MaskDoubt.None : MaskDoubt.GreyEdges;
        }
        if (found.IsSubsetOf(_listed) || (classes.Mode == ClassMode.Merged && found.Count <= 1))
            return MaskDoubt.None;
        if (found.Count > 1 && found.Max() is byte.MaxValue or ushort.MaxValue && !_listed.Contains(found.Max()))
        {
            // Others beside it, nearly as bright, are its edges.
            if (found.Count <= Few && !found.Any(value => value < found.Max() && value >= found.Max() - Faint))
                return MaskDoubt.FullBrightness;
            // Atlases number structures up to 255 and beyond; pictures with so many values are of greys.
            if (samples.FullScale is not null || found.Count <= Few)
                return MaskDoubt.GreyEdges;
        }
        if (found.Count > 1 && !LooksLikeLabels(samples, labels, found))
            return MaskDoubt.GreyEdges;
        return found.Any(IsUnlisted) ? MaskDoubt.Unlisted : MaskDoubt.None;
    }

    /// <summary>Whether every label has to be listed, and this is not.</summary>
    public bool IsUnlisted(int label) =>
        label != 0 && label != settings.Ignore && classes.Mode is ClassMode.Multilabel or ClassMode.Exclusive && !_listed.Contains(label);

    private static HashSet<int> Distinct(IEnumerable<int> labels)
    {
        HashSet<int> distinct = [.. labels];
        distinct.Remove(0);
        return distinct;
    }

    private static bool IsGrey(IReadOnlyList<byte> palette, int index) =>
        palette[3 * index] == palette[3 * index + 1] && palette[3 * index] == palette[3 * index + 2];

    private static bool LooksLikeLabels(MaskSamples samples, int[] labels, HashSet<int> found)
    {
        var most = found.Max();
        if (most <= LargestSmall)
            return true;
        if (found.Count > Few)
            return CoverAreas(samples, labels, found, MostCoverAreas) && !IsMostlyBrightest(labels, most);
        // Few values up to nearly full brightness may be what ringing leaves of two.
        return found.Count < 3
            || samples.FullScale != byte.MaxValue
            || most < Bright
            || (CoverAreas(samples, labels, found, HalfCoverAreas) && !(found.Min() <= Faint && IsMostlyBrightest(labels, most)));
    }

    /// <summary>Whether more than half of what is marked is nearly as bright as the brightest: a mask of one structure, and its edges.</summary>
    private static bool IsMostlyBrightest(int[] labels, int most)
    {
        var (marked, bright) = (0L, 0L);
        foreach (var label in labels)
        {
            marked += label > 0 ? 1 : 0;
            bright += label > most - Faint ? 1 : 0;
        }
        return most >= Bright && 2 * bright > marked;
    }

    /// <summary>Whether so many of the values have a neighbour of their own at most of their pixels.</summary>
    private static bool CoverAreas(MaskSamples samples, int[] values, HashSet<int> found, double share)
    {
        Dictionary<int, (int All, int WithNeighbour)> counts = [];
        var width = samples.Width;
        for (var pixel = 0; pixel < values.Length; pixel++)
        {
            var value = values[pixel];
            if (!found.Contains(value))
                continue;
            var column = pixel % width;
            var hasNeighbour =
                (column > 0 && values[pixel - 1] == value)
                || (column < width - 1 && values[pixel + 1] == value)
                || (pixel >= width && values[pixel - width] == value)
                || (pixel < values.Length - width && values[pixel + width] == value);
            var (all, with) = counts.GetValueOrDefault(value);
            counts[value] = (all + 1, with + (hasNeighbour ? 1 : 0));
        }
        return counts.Values.Count(one => 2 * one.WithNeighbour > one.All) >= share * counts.Count;
    }
}

/// <summary>What is not certain about the values of a mask.</summary>
internal enum MaskDoubt
{
    /// <summary>They are labels.</summary>
    None,

    /// <summary>There are so many, or so scattered, that they may be edges of two.</summary>
    GreyEdges,

    /// <summary>Full brightness beside others may be a label, what is not to be judged, or the only one that counts.</summary>
    FullBrightness,

    /// <summary>A label is none of those that are listed.</summary>
    Unlisted,
}
