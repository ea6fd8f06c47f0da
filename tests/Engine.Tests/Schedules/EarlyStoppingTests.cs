using DeferredSeg.Engine.Training;

namespace DeferredSeg.Engine.Tests.Schedules;

public sealed class EarlyStoppingTests
{
    [Theory]
    [InlineData(DeferralGoal.Fewer)]
    [InlineData(DeferralGoal.More)]
    public void It_ends_when_neither_value_has_improved_for_so_many_epochs(DeferralGoal goal)
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        for (var round = 0; round < 50; round++)
        {
            var patience = random.Next(1, 6);
            var (dice, deferral) = (new List<double>(), new List<double>());
            var stopping = new EarlyStopping();
            for (var epoch = 0; epoch < 40; epoch++)
            {
                dice.Add(random.Next(20) / 20.0);
                deferral.Add(random.Next(20) / 20.0);
                stopping = stopping.After(epoch, dice[^1], deferral[^1], goal);
                var last = Math.Max(dice.IndexOf(dice.Max()), deferral.IndexOf(goal == DeferralGoal.Fewer ? deferral.Min() : deferral.Max()));
                Assert.True(stopping.Ends(epoch, patience) == epoch - last >= patience, $"Epoch {epoch}, patience {patience} (seed {seed}).");
                Assert.False(stopping.Ends(epoch, 0));
            }
        }
    }

    [Fact]
    public void What_is_no_number_never_improves_and_without_routing_the_dice_alone_counts()
    {
        var stopping = new EarlyStopping()
            .After(0, 0.5, null, DeferralGoal.Fewer)
            .After(1, double.NaN, null, DeferralGoal.Fewer)
            .After(2, 0.4, null, DeferralGoal.Fewer);

        Assert.Equal((0.5, 0), (stopping.BestDice, stopping.BestDiceEpoch));
        Assert.Null(stopping.BestDeferral);
        Assert.True(stopping.Ends(2, 2));
        Assert.False(stopping.Ends(2, 3));
    }
}
