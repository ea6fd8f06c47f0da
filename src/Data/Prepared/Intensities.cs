using System.Globalization;
using System.Runtime.CompilerServices;
using DeferredSeg.Data.Datasets;

namespace DeferredSeg.Data.Prepared;

/// <summary>Applies an <see cref="IntensityRule"/>. What concerns whole volumes is measured once for each that is in memory.</summary>
internal sealed class Intensities(PreparationSettings settings)
{
    private static readonly (double Low, double High) _soft = (-250, 250);
    private static readonly (double Low, double High) _lits = (-200, 250);
    private static readonly (double Low, double High) _open = (double.NegativeInfinity, double.PositiveInfinity);

    private readonly ConditionalWeakTable<float[], IntensityStatistics> _volumes = [];

    /// <summary>The rule for a case: the configured one, or what its kind of file asks for.</summary>
    public IntensityRule RuleOf(DatasetCase one) =>
        settings.Intensity
        ?? (
            one.Volume is not null ? IntensityRule.MinMaxVolume
            : one.FullScale is not null ? IntensityRule.Unit
            : IntensityRule.None
        );

    /// <summary>Replaces what is no number, or refuses it.</summary>
    /// <param name="one">The case, for messages.</param>
    /// <param name="values">Its values, <c>[C, height, width]</c>, in which they are replaced.</param>
    /// <param name="width">Columns.</param>
    /// <exception cref="DatasetException">Values are no numbers, and the rule is to refuse them.</exception>
    public void Mend(DatasetCase one, float[] values, int width)
    {
        var first = Array.FindIndex(values, value => !float.IsFinite(value));
        if (first < 0)
            return;
        var wrong = values.Count(value => !float.IsFinite(value));
        if (settings.NotFinite == NotFiniteRule.Refuse || wrong == values.Length)
            throw new DatasetException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The case '{one.Info.Id}' has {values[first]} at row {first / width % (values.Length / one.Channels / width)}, "
                        + $"column {first % width}, and {wrong} such values in all; expected numbers. Mend the file, or let preparation:notFinite "
                        + $"be minimum or zero{(wrong == values.Length ? " (there is no number at all)" : "")}."
                )
            );
        var instead = settings.NotFinite == NotFiniteRule.Zero ? 0 : (float)IntensityStatistics.Of(values).Minimum;
        for (var i = first; i < values.Length; i++)
        {
            if (!float.IsFinite(values[i]))
                values[i] = instead;
        }
    }

    /// <summary>The values as the network gets them.</summary>
    /// <exception cref="DatasetException">The rule asks for full brightness, and the values have none.</exception>
    public float[] Apply(DatasetCase one, float[] values)
    {
        var rule = RuleOf(one);
        switch (rule)
        {
            case IntensityRule.None:
                return values;
            case IntensityRule.Unit:
                return Scale(
                    values,
                    0,
                    one.FullScale
                        ?? throw new DatasetException(
                            $"The intensity is unit, and '{one.Info.Id}' is of real numbers without a full brightness; expected minMaxImage, zScore, "
                                + "none or another rule."
                        )
                );
            // What the network gets is the backbone's; this is what people are shown.
            case IntensityRule.Backbone:
            case IntensityRule.MinMaxImage:
                return Range(IntensityStatistics.Of(values), values);
            case IntensityRule.MinMaxVolume:
                return OverVolume(one, values, _open, Range);
            case IntensityRule.ZScore:
                return ByChannel(values, one.Channels, channel => Standardise(channel, IntensityStatistics.Of(channel), _open));
            case IntensityRule.ZScoreVolume:
                return one.Volume is not null
                    ? OverVolume(one, values, _open, (of, channel) => Standardise(channel, of, _open))
                    : ByChannel(values, one.Channels, channel => Standardise(channel, IntensityStatistics.Of(channel), _open));
            case IntensityRule.CtSoft:
                return Scale(values, _soft.Low, _soft.High);
            case IntensityRule.CtLits:
                return OverVolume(one, values, _lits, (of, channel) => Standardise(channel, of, _lits));
            case IntensityRule.Window:
                return Scale(values, settings.Window![0], settings.Window[1]);
            default:
                throw new ArgumentOutOfRangeException(nameof(one), rule, "There is no such rule.");
        }
    }

    /// <summary>Each channel of a volume by what its own voxels are; an image that is no slice by its own values.</summary>
    private float[] OverVolume(DatasetCase one, float[] values, (double Low, double High) window, Func<IntensityStatistics, float[], float[]> apply)
    {
        IntensityStatistics Of(float[] voxels) => _volumes.GetValue(voxels, key => IntensityStatistics.Of(key, window.Low, window.High));
        if (one.Volume is not { } first)
            return apply(IntensityStatistics.Of(values, window.Low, window.High), values);
        float[][] volumes = [first, .. one.MoreVolumes];
        return [.. values.Chunk(values.Length / volumes.Length).SelectMany((channel, index) => apply(Of(volumes[index]), channel))];
    }

    private static float[] Range(IntensityStatistics range, float[] values) =>
        range.Maximum > range.Minimum ? Scale(values, range.Minimum, range.Maximum) : new float[values.Length];

    private static float[] Scale(float[] values, double low, double high) =>
        Array.ConvertAll(values, value => (float)((Math.Clamp(value, low, high) - low) / (high - low)));

    private static float[] Standardise(float[] values, IntensityStatistics of, (double Low, double High) window) =>
        of.Deviation > 0
            ? Array.ConvertAll(values, value => (float)((Math.Clamp(value, window.Low, window.High) - of.Mean) / of.Deviation))
            : new float[values.Length];

    private static float[] ByChannel(float[] values, int channels, Func<float[], float[]> apply) =>
        [.. values.Chunk(values.Length / channels).SelectMany(apply)];
}

/// <summary>The finite values of an image or a volume, in float64.</summary>
/// <param name="Count">How many.</param>
/// <param name="Minimum">The least.</param>
/// <param name="Maximum">The largest.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation, divided by the count.</param>
public sealed record IntensityStatistics(long Count, double Minimum, double Maximum, double Mean, double Deviation)
{
    /// <summary>Measures values after clipping them. Without a finite value everything is 0.</summary>
    /// <param name="values">The values.</param>
    /// <param name="low">The least value after clipping.</param>
    /// <param name="high">The largest value after clipping.</param>
    public static IntensityStatistics Of(ReadOnlySpan<float> values, double low = double.NegativeInfinity, double high = double.PositiveInfinity)
    {
        var (count, minimum, maximum, sum) = (0L, double.PositiveInfinity, double.NegativeInfinity, 0.0);
        foreach (var one in values)
        {
            if (!float.IsFinite(one))
                continue;
            var value = Math.Clamp(one, low, high);
            count++;
            sum += value;
            minimum = Math.Min(minimum, value);
            maximum = Math.Max(maximum, value);
        }
        if (count == 0)
            return new(0, 0, 0, 0, 0);
        var (mean, squares) = (sum / count, 0.0);
        foreach (var one in values)
        {
            if (!float.IsFinite(one))
                continue;
            var distance = Math.Clamp(one, low, high) - mean;
            squares += distance * distance;
        }
        return new(count, minimum, maximum, mean, Math.Sqrt(squares / count));
    }
}
