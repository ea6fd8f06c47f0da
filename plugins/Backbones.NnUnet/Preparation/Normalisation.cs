namespace Backbones.NnUnet.Preparation;

/// <summary>What the planner found out about the foreground's intensities of a channel.</summary>
/// <param name="Mean">Their mean.</param>
/// <param name="Deviation">Their standard deviation.</param>
/// <param name="Low">The value below which a two-hundredth of them lie.</param>
/// <param name="High">The value above which a two-hundredth of them lie.</param>
internal sealed record IntensityProperties(double Mean, double Deviation, double Low, double High);

/// <summary>How a channel's intensities are scaled, in single precision.</summary>
/// <param name="Scheme">The rule.</param>
/// <param name="Masked">For z-scores: whether only voxels of the mask count and change.</param>
/// <param name="Properties">The foreground's intensities; for <see cref="NormalisationScheme.Ct"/>.</param>
/// <param name="Where">Which channel of which plans, for messages.</param>
internal sealed record Normalisation(NormalisationScheme Scheme, bool Masked, IntensityProperties? Properties, string Where)
{
    private const float Least = 1e-8f;

    /// <summary>The rule that plans name.</summary>
    /// <exception cref="ArgumentException">It is unknown, or needs intensities that the plans do not have.</exception>
    public static Normalisation Named(string name, bool masked, IntensityProperties? properties, string where)
    {
        var scheme = name switch
        {
            "ZScoreNormalization" => NormalisationScheme.ZScore,
            "CTNormalization" => NormalisationScheme.Ct,
            "NoNormalization" => NormalisationScheme.None,
            "RescaleTo01Normalization" => NormalisationScheme.Rescale,
            "RGBTo01Normalization" => NormalisationScheme.Rgb,
            _ => throw new ArgumentException(
                $"{where}: the intensities are scaled by {name}; expected ZScoreNormalization, CTNormalization, NoNormalization, "
                    + $"RescaleTo01Normalization or RGBTo01Normalization."
            ),
        };
        if (
            scheme == NormalisationScheme.Ct
            && (properties is null || new[] { properties.Mean, properties.Deviation, properties.Low, properties.High }.Any(value => !double.IsFinite(value)))
        )
            throw new ArgumentException(
                $"{where} is scaled by CTNormalization, and the plans have no mean, std, percentile_00_5 and percentile_99_5 of its foreground; copy "
                    + $"plans.json again."
            );
        return new(scheme, masked, properties, where);
    }

    /// <summary>The rule that the planner takes for a channel of some name.</summary>
    public static string SchemeOf(string channel) =>
        channel.ToLowerInvariant() switch
        {
            "ct" => "CTNormalization",
            "nonorm" => "NoNormalization",
            "rescale_to_0_1" => "RescaleTo01Normalization",
            "rgb_to_0_1" => "RGBTo01Normalization",
            _ => "ZScoreNormalization",
        };

    /// <summary>Scales a channel in place.</summary>
    /// <param name="values">Its voxels.</param>
    /// <param name="labels">The label of each, or 0, and -1 outside of the mask.</param>
    /// <exception cref="ArgumentException">Values are none that the rule takes.</exception>
    public void Apply(Span<float> values, ReadOnlySpan<sbyte> labels)
    {
        switch (Scheme)
        {
            case NormalisationScheme.ZScore:
                ZScore(values, Masked ? labels : []);
                break;
            case NormalisationScheme.Ct:
                var (low, high) = ((float)Properties!.Low, (float)Properties.High);
                Shift(values, value => Math.Clamp(value, low, high), (float)Properties.Mean, Math.Max((float)Properties.Deviation, Least));
                break;
            case NormalisationScheme.Rescale:
                var (least, most) = Range(values);
                Shift(values, value => value, least, Math.Max(most - least, Least));
                break;
            case NormalisationScheme.Rgb:
                var (darkest, brightest) = Range(values);
                if (darkest < 0 || brightest > 255)
                    throw new ArgumentException(
                        FormattableString.Invariant(
                            $"{Where} is of 8 bits (RGBTo01Normalization), and the image has values from {darkest} to {brightest}; expected 0 to 255."
                        )
                    );
                Shift(values, value => value, 0, 255);
                break;
        }
    }

    private static (float Least, float Most) Range(ReadOnlySpan<float> values)
    {
        var (least, most) = (float.PositiveInfinity, float.NegativeInfinity);
        foreach (var value in values)
            (least, most) = (Math.Min(least, value), Math.Max(most, value));
        return (least, most);
    }

    private static void Shift(Span<float> values, Func<float, float> before, float by, float divisor)
    {
        for (var i = 0; i < values.Length; i++)
            values[i] = (before(values[i]) - by) / divisor;
    }

    private static void ZScore(Span<float> values, ReadOnlySpan<sbyte> labels)
    {
        var (sum, count) = (0.0, 0L);
        for (var i = 0; i < values.Length; i++)
            if (labels.IsEmpty || labels[i] >= 0)
                (sum, count) = (sum + values[i], count + 1);
        if (count == 0)
            return;
        var (mean, squares) = (sum / count, 0.0);
        for (var i = 0; i < values.Length; i++)
            if (labels.IsEmpty || labels[i] >= 0)
                squares += (values[i] - mean) * (values[i] - mean);
        var (centre, divisor) = ((float)mean, Math.Max((float)Math.Sqrt(squares / count), Least));
        for (var i = 0; i < values.Length; i++)
            if (labels.IsEmpty || labels[i] >= 0)
                values[i] = (values[i] - centre) / divisor;
    }
}

/// <summary>How intensities are scaled.</summary>
internal enum NormalisationScheme
{
    /// <summary>Zero mean and unit variance over the case, or over its mask.</summary>
    ZScore,

    /// <summary>Clipped to the foreground's percentiles, then by the foreground's mean and deviation.</summary>
    Ct,

    /// <summary>As they are.</summary>
    None,

    /// <summary>The least and the largest value become 0 and 1.</summary>
    Rescale,

    /// <summary>0 to 255 becomes 0 to 1.</summary>
    Rgb,
}
