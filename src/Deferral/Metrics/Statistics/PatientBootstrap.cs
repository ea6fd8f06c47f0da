using DeferredSeg.Abstractions.Randomness;

namespace DeferredSeg.Deferral.Metrics.Statistics;

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
