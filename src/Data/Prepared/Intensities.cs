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
                FormattableString.Invariant(
                    $"The case '{one.Info.Id}' has {values[first]} at row {first / width % (values.Length / one.Channels / width)}, column {first % width}, and {wrong} such values in all; expected numbers. Mend the file, or let preparation:notFinite be minimum or zero{(wrong == values.Length ? " (there is no number at all)" : "")}."
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
                            $"The intensity is unit, and '{one.Info.Id}' is of real numbers without a full brightness; expected minMaxImage, zScore, none or another rule."
                        )
                );
            // What the network gets is the backbone's; this is what people are shown.
            case IntensityRule.Backbone:
            case IntensityRule.MinMaxImage:
                return Range(IntensityStatistics.Of(values), values);
            case IntensityRule.MinMaxVolume:
                return Range(Volume(one, _open) ?? IntensityStatistics.Of(values), values);
            case IntensityRule.ZScore:
                return ByChannel(values, one.Channels, channel => Standardise(channel, IntensityStatistics.Of(channel), _open));
            case IntensityRule.ZScoreVolume:
                return Volume(one, _open) is { } volume
                    ? Standardise(values, volume, _open)
                    : ByChannel(values, one.Channels, channel => Standardise(channel, IntensityStatistics.Of(channel), _open));
            case IntensityRule.CtSoft:
                return Scale(values, _soft.Low, _soft.High);
            case IntensityRule.CtLits:
                return Standardise(values, Volume(one, _lits) ?? IntensityStatistics.Of(values, _lits.Low, _lits.High), _lits);
            case IntensityRule.Window:
                return Scale(values, settings.Window![0], settings.Window[1]);
            default:
                throw new ArgumentOutOfRangeException(nameof(one), rule, "There is no such rule.");
        }
    }

    private IntensityStatistics? Volume(DatasetCase one, (double Low, double High) window) =>
        one.Volume is { } voxels ? _volumes.GetValue(voxels, key => IntensityStatistics.Of(key, window.Low, window.High)) : null;

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
