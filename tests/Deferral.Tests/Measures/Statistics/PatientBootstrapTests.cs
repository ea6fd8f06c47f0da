using DeferredSeg.Abstractions.Randomness;
using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Deferral.Tests.Measures.Statistics;

public sealed class PatientBootstrapTests
{
    /// <summary>
    /// Three patients with the cases 0, 0, 0; 1; and 2. Of the 27 ways to draw three of them, those with the same patients have these means, in
    /// ascending order, each with the number of ways: 0 (1), 1/7 (3), 2/7 (3), 2/5 (3), 3/5 (6), 4/5 (3), 1 (1), 4/3 (3), 5/3 (3), 2 (1). The fifth of
    /// the ways that is lowest ends within those of 2/7, the highest within those of 4/3; drawn case by case, 2/7 and 4/3 would be no mean at all.
    /// </summary>
    [Fact]
    public void All_cases_of_a_drawn_patient_come_together()
    {
        string[] patients = ["a", "a", "b", "a", "c", "c"];

        var interval = PatientBootstrap.Mean([0, 0, 1, 0, 2, double.NaN], patients, new(20_000, 0.6, 7));

        Assert.Equal((5, 1, 3), (interval.Cases, interval.Undefined, interval.Patients));
        Assert.Equal(3.0 / 5, interval.Estimate, 1e-12);
        Assert.Equal(2.0 / 7, interval.Lower, 1e-12);
        Assert.Equal(4.0 / 3, interval.Upper, 1e-12);
    }

    [Fact]
    public void Any_number_of_all_cases_has_the_interval_of_its_own_draws()
    {
        string[] patients = ["a", "a", "b", "a", "c", "c"];
        double[] values = [0, 0, 1, 0, 2, 2];
        static double Mean(IReadOnlyList<int> counts, double[] values) => counts.Zip(values, (count, value) => count * value).Sum() / counts.Sum();

        var own = PatientBootstrap.Of(patients, counts => Mean(counts, values), new(20_000, 0.6, 7));
        var mean = PatientBootstrap.Mean(values, patients, new(20_000, 0.6, 7));

        Assert.Equal((mean.Estimate, mean.Patients), (own.Estimate, own.Patients));
        Assert.Equal(mean.Lower, own.Lower, 1e-12);
        Assert.Equal(mean.Upper, own.Upper, 1e-12);
        // Draws without it are left out, and counted; what is beyond all bounds is not.
        var some = PatientBootstrap.Of(
            patients,
            counts =>
                counts[2] == 0 ? double.NaN
                : counts[4] == 0 ? double.PositiveInfinity
                : 1,
            new(2000, 0.9, 7)
        );
        Assert.Equal((1, 1, double.PositiveInfinity), (some.Estimate, some.Lower, some.Upper));
        // In (2/3)³ of all draws the second patient is not.
        Assert.InRange(some.Undefined / 2000.0, 0.25, 0.34);
    }

    [Fact]
    public void Percentiles_interpolate_between_neighbours()
    {
        // Of two resamples, whose means are 0, 1/2 or 1, the interval leaves an eighth of their distance off at either end.
        var interval = Enumerable
            .Range(0, 100)
            .Select(seed => PatientBootstrap.Mean([0, 1], ["a", "b"], new(2, 0.75, seed)))
            .First(interval => interval.Lower < interval.Upper);

        Assert.Contains(interval.Upper - interval.Lower, (double[])[0.375, 0.75]);
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
        var seed = TestSeed.Value;
        var random = new Random(seed);
        var cases = random.Next(20, 60);
        string[] patients = [.. Enumerable.Range(0, cases).Select(i => $"patient {(i < 2 ? i : random.Next(12))}")];
        double[] values = [.. Enumerable.Range(0, cases).Select(i => i > 1 && random.Next(8) == 0 ? double.NaN : random.NextDouble())];
        return (values, patients, seed);
    }
}
