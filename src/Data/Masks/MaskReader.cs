using DeferredSeg.Data.Datasets;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Data.Masks;

/// <summary>
/// Says what the values of masks mean, the same for every command and every kind of file: labels where that is certain, else what the settings say,
/// else a refusal that lists the values. Holds no state but its settings; several threads may call.
/// </summary>
/// <remarks>
/// Whole numbers may be off by <see cref="Rounding"/>, which a header's scaling leaves. Indices of a palette are labels; of a palette of greys that does
/// not begin with black the greys count. Which grey values are labels: <see cref="MaskValueRule"/>.
/// </remarks>
/// <param name="settings">What is said of the values.</param>
/// <param name="classes">Which labels there are.</param>
/// <param name="names">How messages name the options.</param>
public sealed class MaskReader(MaskSettings settings, ClassSettings classes, MaskOptionNames names)
{
    /// <summary>How far a label may be off a whole number.</summary>
    public const float Rounding = 0.005f;

    private const float LargestLabel = 1 << 24;

    private readonly MaskValueRule _rule = new(settings, classes);

    /// <summary>What is said of the values.</summary>
    public MaskSettings Settings => settings;

    /// <summary>How messages name the options.</summary>
    public MaskOptionNames Names => names;

    /// <summary>Reads a picture (PNG, JPEG) or an array (NPY).</summary>
    /// <exception cref="ImageFileException">It is no mask, or it is not certain what its values mean.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public MaskMap Read(string file) => Read(MaskSamples.Read(file));

    /// <summary>Says what values mean.</summary>
    /// <exception cref="ImageFileException">They are no mask, or it is not certain what they mean.</exception>
    public MaskMap Read(MaskSamples samples)
    {
        List<string> notes = [];
        if (samples.Orientation != ExifOrientation.AsStored)
            notes.Add($"EXIF orientation {samples.Orientation} was applied");
        samples = Indices(samples);
        var contents = MaskContents.Of(samples.Values);
        if (float.IsNaN(contents.Minimum) || samples.Values.AsSpan().ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
            throw Refuse(samples, "values that are no finite numbers", "a mask", "mend the file, or save it as whole numbers");
        var values = settings.Values switch
        {
            MaskValues.Threshold => Cut(samples, Half(contents), notes, contents),
            MaskValues.Soft => Cut(samples, Scale(samples, contents) / 2, notes, contents),
            _ => Labels(samples, contents),
        };
        return new(samples.File, samples.Height, samples.Width, values, contents, notes);
    }

    private int[] Labels(MaskSamples samples, MaskContents contents)
    {
        if (contents.Minimum < -Rounding || contents.Maximum > LargestLabel)
            throw Refuse(samples, $"{contents}", "a mask of whole numbers from 0", "save labels, not intensities");
        var fraction = contents.Values.FirstOrDefault(value => Math.Abs(value - MathF.Round(value)) > Rounding, float.NaN);
        if (!float.IsNaN(fraction))
            throw Refuse(
                samples,
                FormattableString.Invariant($"{contents}; {fraction} is no whole number"),
                "a mask of whole numbers from 0",
                $"save labels; or say {names.Of("values", "soft")} where these are probabilities (foreground from one half on), or "
                    + $"{names.Of("values", "threshold")} where they are grey edges ({Halfway(contents)})"
            );
        var labels = Array.ConvertAll(samples.Values, value => (int)MathF.Round(value));
        if (settings.Values == MaskValues.Auto)
            Judge(samples, labels, contents);
        if (samples.Colours is { } colours)
        {
            if (classes.Mode != ClassMode.Merged)
                throw Refuse(
                    samples,
                    $"a colour at {samples.PlaceOf(Array.FindIndex(colours, colour => colour != 0))}, of {colours.Distinct().Count()}",
                    "grey values, which are labels, or indices of a palette",
                    "write the label map without colours, or with a palette"
                );
            return Array.ConvertAll(colours, colour => colour == 0 ? 0 : 1);
        }
        if (settings.Ignore is not { } ignore)
            return labels;
        for (var pixel = 0; pixel < labels.Length; pixel++)
        {
            if (labels[pixel] == ignore)
                labels[pixel] = MaskMap.Ignored;
        }
        return labels;
    }

    private void Judge(MaskSamples samples, int[] labels, MaskContents contents)
    {
        switch (_rule.Judge(samples, labels, contents))
        {
            case MaskDoubt.GreyEdges:
                var colours = samples.Colours is { } numbers ? $" in {numbers.Distinct().Count()} colours" : "";
                throw Refuse(
                    samples,
                    $"{contents}{colours}: grey edges, as JPEG and smooth resizing leave them",
                    "labels: 0 and one other value, or a few whole numbers",
                    $"give the original mask; or say {names.Of("values", "threshold")} to cut at half the range ({Halfway(contents)}), "
                        + $"or {names.Of("values", "labels")} where each value is a label"
                );
            case MaskDoubt.FullBrightness:
                throw Refuse(
                    samples,
                    $"{contents}",
                    $"either {contents.Maximum} alone beside 0, or labels below it",
                    $"say {names.Of("ignore", $"{contents.Maximum}")} where nobody judged those pixels, {names.Of("values", "labels")} where it is a label "
                        + $"like the others, or {names.Of("values", "threshold")} where the others are grey edges ({Halfway(contents)})"
                );
            case MaskDoubt.Unlisted:
                var at = Array.FindIndex(labels, label => _rule.IsUnlisted(label));
                throw Refuse(
                    samples,
                    $"the label {labels[at]} at {samples.PlaceOf(at)} ({contents})",
                    $"0 for background, or a label of {string.Join(", ", classes.Labels!)}",
                    "name every label of the files, choose the mode roi, or mend the file"
                );
        }
    }

    // What is ignored, is ignored at any cut.
    private int[] Cut(MaskSamples samples, float from, List<string> notes, MaskContents contents)
    {
        if (classes is { Mode: not (ClassMode.Merged or ClassMode.Roi), Labels.Count: > 1 })
            throw Refuse(
                samples,
                $"{classes.Labels.Count} classes and {names.Of("values", settings.Values == MaskValues.Soft ? "soft" : "threshold")}",
                "one class, which is what a cut gives",
                "give a mask of labels for several classes"
            );
        var label = classes.Labels is { Count: > 0 } labels ? labels[0] : 1;
        if (contents.Values.Any(value => value != 0 && value != contents.Maximum && value != settings.Ignore))
            notes.Add(FormattableString.Invariant($"grey values were cut at {from}"));
        return Array.ConvertAll(
            samples.Values,
            value =>
                settings.Ignore is { } ignore && Math.Abs(value - ignore) <= Rounding ? MaskMap.Ignored
                : value >= from && value > 0 ? label
                : 0
        );
    }

    private string Halfway(MaskContents contents) => FormattableString.Invariant($"{Half(contents)}");

    /// <summary>Half the range: from 0 to the largest value, which counts as 1, 255 or 65535 where it is near.</summary>
    private float Half(MaskContents contents)
    {
        var most = contents.Values.Where(value => value != settings.Ignore).DefaultIfEmpty(0).Max();
        foreach (var full in (ReadOnlySpan<float>)[1, byte.MaxValue, ushort.MaxValue])
        {
            if (most > full / 2 && most <= full * 1.25f)
                return full / 2;
        }
        return (most < 1 ? 1 : most) / 2;
    }

    private float Scale(MaskSamples samples, MaskContents contents)
    {
        var full =
            contents.Maximum <= 1 ? 1
            : samples.FullScale is { } known ? known
            : contents.Values.Any(value => value != MathF.Round(value)) ? 1
            : contents.Maximum <= byte.MaxValue ? byte.MaxValue
            : ushort.MaxValue;
        return contents.Minimum >= 0 && contents.Maximum <= full
            ? full
            : throw Refuse(samples, $"{contents}", $"probabilities from 0 to {full}", $"say {names.Of("values", "threshold")} where these are grey values");
    }

    /// <summary>
    /// Indices, but of a palette of greys that does not begin with black the greys, for programs that save space reorder it; brightness for a cut.
    /// </summary>
    private MaskSamples Indices(MaskSamples samples)
    {
        if (samples.Palette is not { } palette || settings.Values == MaskValues.Labels)
            return samples;
        if (settings.Values != MaskValues.Auto)
            return samples with { Values = Array.ConvertAll(samples.Values, index => (float)Brightness(palette, (int)index)), Palette = null };
        if (IsBlack(palette, 0))
            return samples;
        int[] used = [.. samples.Values.Distinct().Select(value => (int)value)];
        if (used.All(index => palette[3 * index] == palette[3 * index + 1] && palette[3 * index] == palette[3 * index + 2]))
            return samples with { Values = Array.ConvertAll(samples.Values, index => (float)palette[3 * (int)index]), Palette = null };
        if (Array.Find(used, index => index != 0 && IsBlack(palette, index)) is > 0 and var black)
            throw Refuse(
                samples,
                $"a palette of colours in which black is index {black} and index 0 is not black",
                "index 0 for the background",
                $"say {names.Of("values", "labels")} where indices are labels nevertheless, or write the label map without a palette"
            );
        return samples;
    }

    private static byte Brightness(IReadOnlyList<byte> palette, int index) =>
        Math.Max(palette[3 * index], Math.Max(palette[3 * index + 1], palette[3 * index + 2]));

    private static bool IsBlack(IReadOnlyList<byte> palette, int index) =>
        palette[3 * index] == 0 && palette[3 * index + 1] == 0 && palette[3 * index + 2] == 0;

    private static ImageFileException Refuse(MaskSamples samples, string found, string expected, string mend) => new(samples.File, null, found, expected, mend);
}
