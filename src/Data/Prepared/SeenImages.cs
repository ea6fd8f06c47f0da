using System.Globalization;
using DeferredSeg.Data.Datasets;

namespace DeferredSeg.Data.Prepared;

/// <summary>What the images were like that a network was trained on, so that others can be held against them. Plain data.</summary>
/// <param name="Images">How many were looked at.</param>
/// <param name="Channels">The numbers of channels that their files have, ascending.</param>
/// <param name="FullScales">The values of full brightness that their files have, ascending; 0 stands for values with a meaning of their own.</param>
/// <param name="Values">The values in their files.</param>
/// <param name="Input">The values that the network got of them.</param>
/// <param name="Spacing">
/// The distances of neighbouring pixels in millimetres along each axis, the slowest first; null where they are not known of every image.
/// </param>
public sealed record SeenImages(
    int Images,
    IReadOnlyList<int> Channels,
    IReadOnlyList<int> FullScales,
    SeenValues Values,
    SeenValues Input,
    IReadOnlyList<SeenSpacing>? Spacing
)
{
    // Of so many values a few that lie elsewhere say nothing: a hot pixel, a label burnt in.
    private const double Many = 0.01;

    // A span that is so much narrower than any that was seen.
    private const double Narrow = 0.1;

    // Between an image's pixels and those that were seen, either way.
    private const double SpacingRatio = 1.5;

    /// <summary>Looks at images.</summary>
    /// <param name="images">Each as it lies in its dataset, and as the network gets it; read one at a time.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static SeenImages Of(IEnumerable<(DatasetCase Case, PreparedImage Prepared)> images)
    {
        var (count, channels, scales) = (0, new SortedSet<int>(), new SortedSet<int>());
        var (values, input) = (default(SeenValues), default(SeenValues));
        var spacings = new List<IReadOnlyList<double>?>();
        foreach (var (one, prepared) in images)
        {
            count++;
            channels.Add(one.Channels);
            scales.Add(one.FullScale ?? 0);
            (values, input) = (SeenValues.Of(one.Image).And(values), SeenValues.Of(prepared.Image).And(input));
            spacings.Add(one.Info.Geometry.Spacing);
        }
        if (count == 0)
            throw new ArgumentException("There is no image to look at; expected one or more.", nameof(images));
        return new(count, [.. channels], [.. scales], values!, input!, SeenSpacing.Of(spacings));
    }

    /// <summary>Holds an image against those that were seen.</summary>
    /// <param name="one">The image as it lies in its dataset.</param>
    /// <param name="prepared">The same as the network gets it.</param>
    /// <returns>
    /// Why the network's answer would mean nothing, and what else is to be told, a sentence each; both null where it is like those that were seen.
    /// </returns>
    public (string? Refusal, string? Note) Of(DatasetCase one, PreparedImage prepared)
    {
        var (raw, input) = (SeenValues.Of(one.Image), SeenValues.Of(prepared.Image));
        if (Input.ShareBeyond(prepared.Image, 1) > Many)
            return (
                $"'{one.Info.Id}' has {raw} ({Kind(one.FullScale ?? 0)}), of which the network would get {input}; it was trained on {Values} "
                    + $"({string.Join(", ", FullScales.Select(Kind))}), of which it got {Input}. Give images with such values, or let "
                    + "dataset:preparation:intensity make them so",
                null
            );
        List<string> notes = [];
        if (Input.ShareBeyond(prepared.Image, 0.05) is var share && share > Many)
            notes.Add(
                string.Create(CultureInfo.InvariantCulture, $"the network gets {input} of it, and got {Input} in training ({100 * share:0} % lie beyond)")
            );
        else if (input.Span < Narrow * Input.Narrowest)
            notes.Add($"the network gets {input} of it, a far narrower range than of any image in training");
        // Samples with a full brightness are what they are by their share of it, which the network's values tell.
        else if ((one.FullScale is null || FullScales.Contains(0)) && Values.ShareBeyond(one.Image, 1) > Many)
            notes.Add($"its values are {raw}, and those of training {Values}; that they were brought to one range does not make them alike");
        if (!Channels.Contains(one.Channels))
            notes.Add($"it has {Number(one.Channels)}, and training had {string.Join(" or ", Channels.Select(Number))}");
        if (SeenSpacing.Problem(Spacing, one.Info.Geometry.Spacing) is { } spacing)
            notes.Add(spacing);
        return (null, notes.Count == 0 ? null : $"Unlike the images of training: {string.Join("; ", notes)}.");
    }

    /// <summary>Holds what lies in the network's input space already against what the network got in training.</summary>
    /// <param name="name">The image, for the message.</param>
    /// <param name="input">Its values.</param>
    /// <returns>Why the network's answer would mean nothing; null where it may mean something.</returns>
    public string? Refusal(string name, ReadOnlySpan<float> input) =>
        Input.ShareBeyond(input, 1) > Many
            ? $"'{name}' gives the network {SeenValues.Of(input)}, and it got {Input} in training. Give what lies in the network's input space"
            : null;

    private static string Number(int channels) => channels == 1 ? "1 channel" : FormattableString.Invariant($"{channels} channels");

    private static string Kind(int fullScale) =>
        fullScale switch
        {
            0 => "values with a meaning of their own",
            byte.MaxValue => "8-bit pictures",
            ushort.MaxValue => "16-bit pictures",
            _ => FormattableString.Invariant($"samples up to {fullScale}"),
        };

    internal static (double Least, double Most) Wanted(SeenSpacing axis) => (axis.Least / SpacingRatio, axis.Most * SpacingRatio);
}

/// <summary>A range of values.</summary>
/// <param name="Low">The least of all.</param>
/// <param name="High">The largest of all.</param>
/// <param name="Narrowest">The least difference between the largest and the least value of an image that has any.</param>
public sealed record SeenValues(double Low, double High, double Narrowest)
{
    /// <summary>The difference between the largest and the least.</summary>
    internal double Span => High - Low;

    /// <summary>The finite values of an image.</summary>
    internal static SeenValues Of(ReadOnlySpan<float> values)
    {
        var range = IntensityStatistics.Of(values);
        return new(range.Minimum, range.Maximum, range.Maximum - range.Minimum);
    }

    /// <summary>This and what was seen before.</summary>
    internal SeenValues And(SeenValues? before) =>
        before is null
            ? this
            : new(
                Math.Min(Low, before.Low),
                Math.Max(High, before.High),
                // A blank image is narrower than any, and says nothing.
                Narrowest == 0
                || before.Narrowest == 0
                    ? Math.Max(Narrowest, before.Narrowest)
                    : Math.Min(Narrowest, before.Narrowest)
            );

    /// <summary>The share of finite values that lie further beyond the range than a part of its span.</summary>
    internal double ShareBeyond(ReadOnlySpan<float> values, double part)
    {
        // Where everything was one value there is no span to measure by.
        var room = part * (Span > 0 ? Span : Math.Max(1, Math.Abs(High)));
        var (low, high, beyond) = ((float)(Low - room), (float)(High + room), 0L);
        foreach (var value in values)
        {
            if (value < low || value > high)
                beyond++;
        }
        return (double)beyond / Math.Max(1, values.Length);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"values of {Low:0.###} to {High:0.###}");
}

/// <summary>The distances of neighbouring pixels along one axis, in millimetres.</summary>
/// <param name="Least">The least that was seen.</param>
/// <param name="Most">The largest that was seen.</param>
public sealed record SeenSpacing(double Least, double Most)
{
    internal static IReadOnlyList<SeenSpacing>? Of(IReadOnlyList<IReadOnlyList<double>?> images) =>
        images.All(one => one is not null && one.Count == images[0]?.Count)
            ? [.. Enumerable.Range(0, images[0]!.Count).Select(axis => new SeenSpacing(images.Min(one => one![axis]), images.Max(one => one![axis])))]
            : null;

    internal static string? Problem(IReadOnlyList<SeenSpacing>? seen, IReadOnlyList<double>? found)
    {
        if (seen is null || found is null || seen.Count != found.Count)
            return null;
        var isLike = seen.Zip(found).All(axis => SeenImages.Wanted(axis.First) is var wanted && axis.Second >= wanted.Least && axis.Second <= wanted.Most);
        return isLike
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"its pixels are {string.Join(" by ", found.Select(Text))} mm apart, and in training they were {string.Join(" by ", seen.Select(Text))} mm apart"
            );
    }

    private static string Text(double millimetres) => millimetres.ToString("0.###", CultureInfo.InvariantCulture);

    private static string Text(SeenSpacing axis) => axis.Most - axis.Least < 0.0005 ? Text(axis.Least) : $"{Text(axis.Least)}-{Text(axis.Most)}";
}
