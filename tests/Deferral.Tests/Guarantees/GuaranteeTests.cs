using DeferredSeg.Deferral.Guarantees;
using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Deferral.Tests.Guarantees;

public sealed class GuaranteeTests
{
    [Theory]
    [InlineData("1 - dice <= 0.25 at delta 0.1", RiskKind.Dice, 0.25, 0.1)]
    [InlineData("1-dice<=.2 at delta .05", RiskKind.Dice, 0.2, 0.05)]
    [InlineData("False negatives ≤ 0.3 at delta = 0.1", RiskKind.FalseNegatives, 0.3, 0.1)]
    [InlineData("pixel  error <= 1e-2 at DELTA 0.2", RiskKind.PixelError, 0.01, 0.2)]
    public void A_statement_is_read_as_a_person_writes_it(string text, RiskKind risk, double level, double delta)
    {
        var found = RiskStatement.Parse(text);

        Assert.Equal(new(risk, level, delta), found);
        Assert.Equal(found, RiskStatement.Parse(found.ToString()));
    }

    [Theory]
    [InlineData("dice >= 0.8 at delta 0.1")]
    [InlineData("1 - dice <= 0.25")]
    [InlineData("1 - dice <= 1.5 at delta 0.1")]
    [InlineData("1 - dice <= 0.25 at delta 0")]
    [InlineData("hausdorff <= 0.25 at delta 0.1")]
    [InlineData("")]
    public void What_is_none_is_refused_with_an_example(string text) =>
        Assert.Contains("expected for example \"1 - dice <= 0.25 at delta 0.1\"", Assert.Throws<FormatException>(() => RiskStatement.Parse(text)).Message);

    [Fact]
    public void Losses_are_those_of_each_image_meaned_over_classes()
    {
        Overlap[] classes = [Overlap.Between([1, 1, 0, 0], [1, 0, 1, 0]), Overlap.Between([0, 0, 0, 0], [0, 0, 0, 0])];

        Assert.Equal(0.25, Of(RiskKind.Dice), 1e-12);
        Assert.Equal(0.25, Of(RiskKind.FalseNegatives), 1e-12);
        Assert.Equal(0.25, Of(RiskKind.PixelError), 1e-12);

        double Of(RiskKind risk) => new RiskStatement(risk, 0.5, 0.1).LossOf(classes);
    }

    /// <summary>Losses with a mean of exactly the level are rejected no more often than delta: what the promise rests on.</summary>
    [Theory]
    [InlineData(0.3, 60)]
    [InlineData(0.1, 200)]
    [InlineData(0.7, 30)]
    public void A_risk_at_the_level_is_certified_no_more_often_than_delta(double level, int patients)
    {
        const double Delta = 0.1;
        var random = new Random(11);
        var wrong = 0;
        for (var draw = 0; draw < 2000; draw++)
        {
            double[] coins = [.. Enumerable.Range(0, patients).Select(_ => random.NextDouble() < level ? 1.0 : 0)];
            wrong += LearnThenTest.PValue(coins, level, Delta) <= Delta ? 1 : 0;
        }
        // Three deviations of 2,000 draws above delta would be chance.
        Assert.InRange(wrong / 2000.0, 0, Delta + 3 * Math.Sqrt(Delta * (1 - Delta) / 2000));
    }

    [Fact]
    public void A_risk_well_below_the_level_is_certified_and_the_cheapest_is_taken()
    {
        var random = new Random(12);
        double[] Row(double mean) => [.. Enumerable.Range(0, 150).Select(_ => Math.Clamp(mean + 0.2 * (random.NextDouble() - 0.5), 0, 1))];
        double[][] losses = [Row(0.4), Row(0.2), Row(0.15), Row(0.1)];
        var statement = new RiskStatement(RiskKind.Dice, 0.25, 0.1);

        // A policy behind one that fails is not looked at.
        Assert.Equal(
            [false, true, true, true],
            Certified([
                [3, 2, 1, 0],
            ])
        );
        Assert.Equal(
            [false, true, false, true],
            Certified([
                [3, 0, 2],
                [1],
            ])
        );
        Assert.Equal(
            2,
            LearnThenTest.Cheapest(
                losses,
                [0, 0.5, 0.1, 1],
                statement,
                [
                    [3, 2, 1, 0],
                ]
            )
        );
        Assert.Null(
            LearnThenTest.Cheapest(
                losses,
                [0, 0.5, 0.1, 1],
                statement with
                {
                    Level = 0.05,
                },
                [
                    [3, 2, 1, 0],
                ]
            )
        );
        Assert.Throws<ArgumentException>(() =>
            LearnThenTest.Test(
                losses,
                statement,
                [
                    [3, 2, 1],
                ]
            )
        );

        IEnumerable<bool> Certified(int[][] sequences) => LearnThenTest.Test(losses, statement, sequences).Select(one => one.IsCertified);
    }

    [Fact]
    public void Draws_violate_no_more_often_than_delta_and_tell_what_certified_policies_cost()
    {
        var random = new Random(13);
        double[] Row(double mean) => [.. Enumerable.Range(0, 200).Select(_ => random.NextDouble() < mean ? 1.0 : 0)];
        double[][] losses = [Row(0.32), Row(0.3), Row(0.1)];

        var drawn = CalibrationDraws.Of(
            losses,
            [0, 0.1, 1],
            new(RiskKind.Dice, 0.3, 0.1),
            [
                [2, 1, 0],
            ],
            100,
            300
        );

        Assert.Equal((300, 100, 200), (drawn.Draws, drawn.Calibration, drawn.Patients));
        Assert.True(drawn.Violated <= 0.1 && drawn.Certified > 0.9);
        Assert.InRange(drawn.Cost, 0.5, 1);
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            CalibrationDraws.Of(
                losses,
                [0, 0, 0],
                new(RiskKind.Dice, 0.3, 0.1),
                [
                    [2, 1, 0],
                ],
                201,
                1
            )
        );
    }

    [Fact]
    public void Losses_that_are_none_are_refused()
    {
        var statement = new RiskStatement(RiskKind.Dice, 0.3, 0.1);

        Assert.Throws<ArgumentException>(() => LearnThenTest.Test([], statement, []));
        Assert.Throws<ArgumentException>(() =>
            LearnThenTest.Test(
                [
                    [0.1, 1.2],
                ],
                statement,
                [
                    [0],
                ]
            )
        );
        Assert.Throws<ArgumentException>(() =>
            LearnThenTest.Test(
                [
                    [0.1, 0.2],
                    [0.1],
                ],
                statement,
                [
                    [0, 1],
                ]
            )
        );
    }
}
