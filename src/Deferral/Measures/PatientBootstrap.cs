using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Randomness;

namespace DeferredSeg.Deferral.Measures;

/// <summary>
/// Percentile intervals by the cluster bootstrap: patients are drawn with replacement, and all cases of a drawn patient come together,
/// since slices of one patient are alike and do not count as so many independent observations.
/// </summary>
/// <remarks>
/// What is estimated is the mean over cases, each case counting alike, so a patient counts by the number of cases. As many patients are drawn
/// as there are patients with a defined value; the mean of a draw is that over all cases drawn. The ends are percentiles of these means,
/// interpolated linearly. With few patients (below about 20) such intervals are too narrow. Cases that are NaN are left out and counted.
/// The order of the cases does not matter, but for roundings.
/// </remarks>
public static class PatientBootstrap
{
    /// <summary>The mean of a metric over cases.</summary>
    /// <param name="values">One value a case; NaN where it is undefined.</param>
    /// <param name="patients">Whose case it is, as many; the case itself where every case is a patient of its own.</param>
    /// <param name="options">Resamples, level and seed; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The numbers differ, a value is infinite, or an option is out of range.</exception>
    public static Interval Mean(ReadOnlySpan<double> values, IReadOnlyList<string> patients, BootstrapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(patients);
        options ??= new();
        options.Require();
        if (patients.Count != values.Length)
            throw new ArgumentException(
                $"There are {values.Length} values and {patients.Count} patients; expected the patient of every case.",
                nameof(patients)
            );
        var summary = SampleSummary.Of(values);
        var (sums, counts) = ByPatient(values, patients);
        if (sums.Length < 2)
            return new(summary.Mean, double.NaN, double.NaN, options.Level, summary.Count, summary.Undefined, sums.Length);
        var means = Resample(sums, counts, options);
        Array.Sort(means);
        var tail = (1 - options.Level) / 2;
        return new(summary.Mean, Percentile.Of(means, tail), Percentile.Of(means, 1 - tail), options.Level, summary.Count, summary.Undefined, sums.Length);
    }

    /// <summary>The mean difference of two systems over the same cases, first minus second; the same patients are drawn for both.</summary>
    /// <param name="first">The metric of the first system, one value a case; NaN where it is undefined.</param>
    /// <param name="second">That of the second, on the same cases in the same order. A case that is NaN in either is left out of both.</param>
    /// <param name="patients">Whose case it is, as many.</param>
    /// <param name="options">Resamples, level and seed; null takes the defaults.</param>
    /// <exception cref="ArgumentException">The numbers differ, a value is infinite, or an option is out of range.</exception>
    public static Interval Difference(ReadOnlySpan<double> first, ReadOnlySpan<double> second, IReadOnlyList<string> patients, BootstrapOptions? options = null)
    {
        if (first.Length != second.Length)
            throw new ArgumentException(
                $"The first system has {first.Length} values, the second {second.Length}; both must be of the same cases.",
                nameof(second)
            );
        var differences = new double[first.Length];
        for (var i = 0; i < differences.Length; i++)
        {
            if (double.IsInfinity(first[i]) || double.IsInfinity(second[i]))
                throw new ArgumentException(
                    $"The values of case {i} are {first[i]} and {second[i]}; expected finite numbers, or NaN where there is none.",
                    nameof(first)
                );
            differences[i] = first[i] - second[i];
        }
        return Mean(differences, patients, options);
    }

    /// <summary>Any number that follows from all cases together.</summary>
    /// <param name="patients">Whose each case is.</param>
    /// <param name="statistic">
    /// The number, of how often each case counts; NaN where it is not defined, infinite where it is beyond all bounds.
    /// </param>
    /// <param name="options">Resamples, level and seed; null takes the defaults.</param>
    /// <returns>The number of all cases, each counted once, and the interval of those resamples in which it is defined.</returns>
    public static Interval Of(IReadOnlyList<string> patients, Func<IReadOnlyList<int>, double> statistic, BootstrapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(statistic);
        options ??= new();
        options.Require();
        var names = patients.Distinct(StringComparer.Ordinal).ToList();
        int[] whose = [.. patients.Select(patient => names.IndexOf(patient))];
        var mean = statistic([.. Enumerable.Repeat(1, whose.Length)]);
        if (names.Count < 2)
            return new(mean, double.NaN, double.NaN, options.Level, patients.Count, 0, names.Count);
        var random = StableRandom.Of(options.Seed, "patient-bootstrap");
        var drawn = new List<double>();
        for (var resample = 0; resample < options.Resamples; resample++)
        {
            var counts = new int[names.Count];
            for (var draw = 0; draw < counts.Length; draw++)
                counts[random.Below((long)resample * counts.Length + draw, counts.Length)]++;
            if (statistic([.. whose.Select(patient => counts[patient])]) is var value && !double.IsNaN(value))
                drawn.Add(value);
        }
        drawn.Sort();
        var tail = (1 - options.Level) / 2;
        // Between values of which one is infinite there is nothing.
        double At(double share) => drawn.Count == 0 ? double.NaN : drawn[(int)Math.Round(share * (drawn.Count - 1))];
        return new(mean, At(tail), At(1 - tail), options.Level, patients.Count, options.Resamples - drawn.Count, names.Count);
    }

    private static double[] Resample(double[] sums, int[] counts, BootstrapOptions options)
    {
        var random = StableRandom.Of(options.Seed, "patient-bootstrap");
        var means = new double[options.Resamples];
        for (var resample = 0; resample < means.Length; resample++)
        {
            var sum = 0.0;
            var count = 0L;
            for (var draw = 0; draw < sums.Length; draw++)
            {
                var patient = random.Below((long)resample * sums.Length + draw, sums.Length);
                sum += sums[patient];
                count += counts[patient];
            }
            means[resample] = sum / count;
        }
        return means;
    }

    /// <summary>The sum and the number of the defined values of every patient who has any, by the patients' names.</summary>
    private static (double[] Sums, int[] Counts) ByPatient(ReadOnlySpan<double> values, IReadOnlyList<string> patients)
    {
        var totals = new SortedDictionary<string, (double Sum, int Count)>(StringComparer.Ordinal);
        for (var i = 0; i < values.Length; i++)
        {
            if (patients[i] is null)
                throw new ArgumentException($"The patient of case {i} is null; expected a name, for example that of the case.", nameof(patients));
            if (double.IsNaN(values[i]))
                continue;
            totals.TryGetValue(patients[i], out var total);
            totals[patients[i]] = (total.Sum + values[i], total.Count + 1);
        }
        return ([.. totals.Values.Select(total => total.Sum)], [.. totals.Values.Select(total => total.Count)]);
    }
}

/// <summary>How bootstrap intervals are made.</summary>
/// <param name="Resamples">How often patients are drawn, 1 to 1000000.</param>
/// <param name="Level">The level of the interval, 0.5 to 0.9999; the percentiles cut half of the rest off at either end.</param>
/// <param name="Seed">The seed; the same gives the same interval on every machine.</param>
public sealed record BootstrapOptions([OptionRange(1, 1_000_000)] int Resamples = 2000, [OptionRange(0.5, 0.9999)] double Level = 0.95, long Seed = 0)
{
    internal void Require()
    {
        if (Resamples is < 1 or > 1_000_000)
            throw new ArgumentOutOfRangeException(nameof(Resamples), Resamples, "The bootstrap draws 1 to 1000000 resamples, usually 2000.");
        if (!(Level >= 0.5 && Level <= 0.9999))
            throw new ArgumentOutOfRangeException(nameof(Level), Level, "The level of an interval is from 0.5 to 0.9999, usually 0.95.");
    }
}

/// <summary>A mean over cases with the uncertainty that the choice of patients leaves.</summary>
/// <param name="Estimate">The mean of the defined values of all cases; NaN without any.</param>
/// <param name="Lower">The lower end of the interval; NaN if fewer than two patients have a defined value.</param>
/// <param name="Upper">The upper end; likewise.</param>
/// <param name="Level">The share of intervals that are to hold the true mean, between 0 and 1.</param>
/// <param name="Cases">Cases with a defined value.</param>
/// <param name="Undefined">Cases that were left out, their value being NaN.</param>
/// <param name="Patients">Patients with a defined value.</param>
public sealed record Interval(double Estimate, double Lower, double Upper, double Level, int Cases, int Undefined, int Patients)
{
    /// <summary>
    /// Whether the interval lies wholly above or wholly below a value; false where there is none. For a difference, 0 is the value to exclude.
    /// </summary>
    public bool Excludes(double value) => Lower > value || Upper < value;
}

/// <summary>Percentiles that interpolate linearly between the sorted values, as numpy does.</summary>
internal static class Percentile
{
    /// <param name="sorted">Ascending, one value or more.</param>
    /// <param name="share">From 0 to 1.</param>
    public static double Of(ReadOnlySpan<double> sorted, double share)
    {
        var rank = share * (sorted.Length - 1);
        var below = (int)rank;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (rank - below) * (sorted[above] - sorted[below]);
    }
}
