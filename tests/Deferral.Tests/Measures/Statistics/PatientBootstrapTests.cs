using DeferredSeg.Abstractions.Randomness;
using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Deferral.Tests.Measures.Statistics;

public sealed class PatientBootstrapTests
{
    [Fact]
    public void It_is_the_percentiles_of_the_means_of_drawn_patients()
    {
        var (values, patients, seed) = Draw();
        // The whole lists of cases of drawn patients, averaged case by case.
        string[] defined = [.. patients.Where((_, i) => !double.IsNaN(values[i])).Distinct().Order(StringComparer.Ordinal)];
        var random = StableRandom.Of(seed, "patient-bootstrap");
        List<double> means = [];
        for (var resample = 0; resample < 300; resample++)
        {
            List<double> drawn = [];
            for (var draw = 0; draw < defined.Length; draw++)
            {
                var patient = defined[random.Below(resample * defined.Length + draw, defined.Length)];
                drawn.AddRange(values.Where((value, i) => patients[i] == patient && !double.IsNaN(value)));
            }
            means.Add(drawn.Average());
        }
        means.Sort();

        var interval = PatientBootstrap.Mean(values, patients, new(300, 0.9, seed));

        Assert.Equal(values.Where(value => !double.IsNaN(value)).Average(), interval.Estimate, 1e-12);
        Assert.Equal(Between(0.05), interval.Lower, 1e-9);
        Assert.Equal(Between(0.95), interval.Upper, 1e-9);
        Assert.Equal(
            (values.Count(value => !double.IsNaN(value)), values.Count(double.IsNaN), defined.Length),
            (interval.Cases, interval.Undefined, interval.Patients)
        );

        double Between(double share)
        {
            var rank = share * 299;
            return means[(int)rank] + (rank - (int)rank) * (means[(int)Math.Ceiling(rank)] - means[(int)rank]);
        }
    }

    [Fact]
    public void Equal_values_leave_no_width_and_a_seed_gives_the_same_twice()
    {
        var equal = PatientBootstrap.Mean([0.5, 0.5, 0.5], ["a", "b", "b"]);
        var (values, patients, seed) = Draw();

        Assert.Equal(new(0.5, 0.5, 0.5, 0.95, 3, 0, 2), equal);
        Assert.Equal(PatientBootstrap.Mean(values, patients, new(Seed: seed)), PatientBootstrap.Mean(values, patients, new(Seed: seed)));
        Assert.NotEqual(PatientBootstrap.Mean(values, patients, new(Seed: seed)), PatientBootstrap.Mean(values, patients, new(Seed: seed + 1)));
    }

    [Fact]
    public void The_order_of_the_cases_does_not_matter()
    {
        var (values, patients, seed) = Draw();

        var straight = PatientBootstrap.Mean(values, patients);
        var reversed = PatientBootstrap.Mean([.. values.Reverse()], [.. patients.Reverse()]);

        CloseTo.Require(straight.Lower, reversed.Lower, $"seed {seed}");
        CloseTo.Require(straight.Upper, reversed.Upper, $"seed {seed}");
    }

    [Fact]
    public void An_interval_holds_the_truth_about_as_often_as_it_says()
    {
        var held = 0;
        var heldByCases = 0;
        for (var study = 0; study < 300; study++)
        {
            var random = StableRandom.Of(study, "study");
            List<double> values = [];
            List<string> patients = [];
            for (var patient = 0; patient < 40; patient++)
            {
                // Cases of a patient share most of their deviation from the true mean, 0.
                var shared = random.Normal(10 * patient);
                for (var i = 1; i <= 5; i++)
                {
                    values.Add(shared + 0.3 * random.Normal(10 * patient + i));
                    patients.Add($"patient {patient}");
                }
            }
            double[] array = [.. values];
            if (Holds(PatientBootstrap.Mean(array, patients, new(400, 0.9, study))))
                held++;
            if (Holds(PatientBootstrap.Mean(array, [.. values.Select((_, i) => $"case {i}")], new(400, 0.9, study))))
                heldByCases++;
        }

        // 0.9 of 300 is 270, its standard deviation 5; percentile intervals of 40 patients fall a little short.
        Assert.InRange(held, 252, 285);
        // Slices taken for patients promise far too much.
        Assert.InRange(heldByCases, 0, 220);

        static bool Holds(Interval interval) => !interval.Excludes(0);
    }

    [Fact]
    public void A_difference_is_paired_case_by_case()
    {
        var (first, patients, seed) = Draw();
        double[] second = [.. first.Select((value, i) => i == 0 ? double.NaN : value - 0.25)];

        var difference = PatientBootstrap.Difference(first, second, patients, new(Seed: seed));

        // The systems differ by a constant: no patient drawn or left out changes that, however much cases differ.
        CloseTo.Require(0.25, difference.Estimate, $"seed {seed}");
        CloseTo.Require(0.25, difference.Lower, $"seed {seed}");
        CloseTo.Require(0.25, difference.Upper, $"seed {seed}");
        Assert.True(difference.Excludes(0), $"seed {seed}");
        Assert.Equal(second.Count(double.IsNaN), difference.Undefined);
        var turned = PatientBootstrap.Difference(second, first, patients, new(Seed: seed));
        CloseTo.Require(-difference.Upper, turned.Lower, $"seed {seed}");
    }

    [Fact]
    public void A_single_patient_or_none_has_no_interval()
    {
        Assert.Equal(new(2, double.NaN, double.NaN, 0.95, 2, 1, 1), PatientBootstrap.Mean([1, 3, double.NaN], ["a", "a", "b"]));
        Assert.Equal(new(double.NaN, double.NaN, double.NaN, 0.95, 0, 1, 0), PatientBootstrap.Mean([double.NaN], ["a"]));
        Assert.False(PatientBootstrap.Mean([1], ["a"]).Excludes(0));
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Assert.Contains("2 values and 1 patients", Assert.Throws<ArgumentException>(() => PatientBootstrap.Mean([1, 2], ["a"])).Message);
        Assert.Contains(
            "first system has 2 values, the second 1",
            Assert.Throws<ArgumentException>(() => PatientBootstrap.Difference([1, 2], [1], ["a", "b"])).Message
        );
        Assert.Contains(
            "case 0 are Infinity and 1",
            Assert.Throws<ArgumentException>(() => PatientBootstrap.Difference([double.PositiveInfinity], [1], ["a"])).Message
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => PatientBootstrap.Mean([1], ["a"], new(0)));
        Assert.Throws<ArgumentOutOfRangeException>(() => PatientBootstrap.Mean([1], ["a"], new(Level: 1)));
        Assert.Contains("patient of case 0 is null", Assert.Throws<ArgumentException>(() => PatientBootstrap.Mean([1], [null!])).Message);
    }

    private static (double[] Values, string[] Patients, int Seed) Draw()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var cases = random.Next(20, 60);
        string[] patients = [.. Enumerable.Range(0, cases).Select(i => $"patient {(i < 2 ? i : random.Next(12))}")];
        double[] values = [.. Enumerable.Range(0, cases).Select(i => i > 1 && random.Next(8) == 0 ? double.NaN : random.NextDouble())];
        return (values, patients, seed);
    }
}
