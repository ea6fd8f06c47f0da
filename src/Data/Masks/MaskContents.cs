using System.Globalization;

namespace DeferredSeg.Data.Masks;

/// <summary>Which values one mask or several hold, and how many pixels have each.</summary>
public sealed class MaskContents
{
    /// <summary>So many different values are told apart; of more the range is known.</summary>
    private const int MostCounted = 1 << 16;

    private const int MostListed = 8;

    private readonly Dictionary<float, long> _counts = [];
    private float[]? _sorted;

    /// <summary>Pixels.</summary>
    public long Pixels { get; private set; }

    /// <summary>The least value; infinite where there is no pixel.</summary>
    public float Minimum { get; private set; } = float.PositiveInfinity;

    /// <summary>The largest value; infinite where there is no pixel.</summary>
    public float Maximum { get; private set; } = float.NegativeInfinity;

    /// <summary>How many different values there are, at most 65536.</summary>
    public int Distinct => _counts.Count;

    /// <summary>The different values in their order.</summary>
    public IReadOnlyList<float> Values => _sorted ??= [.. _counts.Keys.Order()];

    /// <summary>Counts values.</summary>
    public static MaskContents Of(ReadOnlySpan<float> values)
    {
        var contents = new MaskContents();
        for (var start = 0; start < values.Length; )
        {
            // Masks are made of runs.
            var end = start + 1;
            while (end < values.Length && values[end].Equals(values[start]))
                end++;
            contents.Add(values[start], end - start);
            start = end;
        }
        return contents;
    }

    /// <summary>Adds what another mask holds.</summary>
    public void Add(MaskContents other)
    {
        foreach (var (value, count) in other._counts)
            Add(value, count);
        Pixels += other.Pixels - other._counts.Values.Sum();
        (Minimum, Maximum) = (Math.Min(Minimum, other.Minimum), Math.Max(Maximum, other.Maximum));
    }

    /// <summary>The share of pixels with a value, 0 to 1.</summary>
    public double Share(float value) => Pixels == 0 ? 0 : (double)_counts.GetValueOrDefault(value) / Pixels;

    /// <summary>The values for a person: all with their shares where they are few, else how many, from where to where, and the most frequent.</summary>
    public override string ToString()
    {
        if (Distinct <= MostListed)
            return $"{Distinct} {(Distinct == 1 ? "value" : "values")}: {string.Join(", ", Values.Select(Shown))}";
        float[] frequent = [.. _counts.OrderByDescending(one => one.Value).ThenBy(one => one.Key).Take(2).Select(one => one.Key)];
        var (most, others) = (string.Join(", ", frequent.Select(Shown)), Share(1 - frequent.Sum(Share)));
        var more = Distinct == MostCounted ? " and more" : "";
        return FormattableString.Invariant($"{Distinct}{more} values from {Minimum:0.####} to {Maximum:0.####}: {most}, others ({others})");

        string Shown(float value) => $"{value.ToString("0.####", CultureInfo.InvariantCulture)} ({Share(Share(value))})";
    }

    private static string Share(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");

    private void Add(float value, long count)
    {
        Pixels += count;
        _sorted = null;
        (Minimum, Maximum) = (Math.Min(Minimum, value), Math.Max(Maximum, value));
        if (_counts.TryGetValue(value, out var before) || _counts.Count < MostCounted)
            _counts[value] = before + count;
    }
}
