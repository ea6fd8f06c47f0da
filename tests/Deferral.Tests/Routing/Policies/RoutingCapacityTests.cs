using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Deferral.Routing.Policies;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Routing.Policies;

/// <summary>Capacities and minimum loads are kept, and nothing better keeps them.</summary>
public sealed class RoutingCapacityTests : ScopedTensorTest
{
    /// <summary>Every assignment of up to 8 pixels to up to 4 channels is tried.</summary>
    [Fact]
    public void No_assignment_within_the_bounds_is_worth_more()
    {
        var random = new Random(Seed);
        var (tried, refused) = (0, 0);
        while (tried < 250)
        {
            var drawn = new PolicyCase(random, random.Next(1, 4), isTied: tried % 3 > 0, largest: 3);
            if (drawn.Pixels > 8)
                continue;
            var (policy, bounds) = Draw(random, drawn);
            var parameterisation = PolicyCase.Parameterisation(random);
            var values = AssignmentCheck.Values(policy, drawn, parameterisation);
            var best = Exhaustive(values, bounds);
            var message = $"seed {Seed}, draw {tried}, {parameterisation}, {policy}";
            if (best is null)
            {
                Assert.Throws<ArgumentException>(() => policy.Decide(drawn.Logits, parameterisation, drawn.Predictor));
                refused++;
                continue;
            }
            tried++;
            var decision = policy.Decide(drawn.Logits, parameterisation, drawn.Predictor).Decision.data<long>().ToArray();
            AssignmentCheck.Within(bounds, decision, message);
            var sum = decision.Select((channel, pixel) => values[pixel][channel]).Sum();
            Assert.True(Math.Abs(sum - best.Value) <= 1e-12, $"{message}: {sum} found, {best} possible");
        }
        Assert.True(refused > 0, $"seed {Seed}: no bounds were drawn that cannot be kept");
    }

    /// <summary>Larger cases: no cycle of moves between channels gains anything, which is what an optimum is (Ahuja et al., Theorem 9.1).</summary>
    [Fact]
    public void No_exchange_of_pixels_gains_anything()
    {
        var random = new Random(Seed);
        for (var draw = 0; draw < 160; draw++)
        {
            // The last are large enough for the prices of a sample, which sees one pixel of 61: every such row is a column.
            var drawn = new PolicyCase(random, isTied: draw % 3 > 0, largest: draw % 10 == 0 ? 14 : 6, shape: draw < 140 ? null : [2, random.Next(40, 80), 61]);
            var (policy, bounds) = Draw(random, drawn);
            var parameterisation = PolicyCase.Parameterisation(random);
            if (!AssignmentCheck.IsFeasible(bounds, drawn.Pixels))
                continue;
            var message = $"seed {Seed}, draw {draw}, {parameterisation}, {policy}";
            var decision = policy.Decide(drawn.Logits, parameterisation, drawn.Predictor).Decision.data<long>().ToArray();
            AssignmentCheck.Within(bounds, decision, message);
            var gain = AssignmentCheck.LargestGain(AssignmentCheck.Values(policy, drawn, parameterisation), decision, bounds);
            Assert.True(gain <= 1e-12, $"{message}: {gain} to be gained");
        }
    }

    [Fact]
    public void Exact_loads_are_exact()
    {
        var random = new Random(Seed);
        for (var draw = 0; draw < 50; draw++)
        {
            var logits = randn([2, 4, 5, 10]) * (draw % 2 == 0 ? 1 : 0);
            double[] loads = [random.Next(34) / 100.0, random.Next(34) / 100.0, random.Next(34) / 100.0];
            var policy = new RoutingPolicy(MinimumLoads: loads) { Capacities = loads };

            var hard = RoutingLoads.Hard(policy.Decide(logits, PolicyCase.Parameterisation(random)).Decision, 3).data<double>().ToArray();

            foreach (var (load, found) in loads.Zip(hard[1..]))
                Assert.True(Math.Abs(load - found) < 1e-9, $"seed {Seed}, draw {draw}: {load} asked, {found} found");
        }
    }

    /// <summary>With one expert a capacity is a budget, down to who goes first among equals.</summary>
    [Fact]
    public void For_one_expert_a_capacity_is_a_capped_budget_and_an_exact_load_a_filled_one()
    {
        var random = new Random(Seed);
        for (var draw = 0; draw < 200; draw++)
        {
            var drawn = new PolicyCase(random, experts: 1, isTied: draw % 2 == 0, shape: draw < 190 ? null : [1, 5000]);
            var parameterisation = PolicyCase.Parameterisation(random);
            var share = random.Next(drawn.Pixels + 1) / (double)drawn.Pixels;
            var policy = new RoutingPolicy((RouteBy)random.Next(3), (TieRule)random.Next(2));
            Same(policy with { Capacities = [share] }, policy with { Budget = share, BudgetRule = BudgetRule.Cap });
            Same(policy with { Capacities = [share], MinimumLoads = [share] }, policy with { Budget = share });

            void Same(RoutingPolicy one, RoutingPolicy other)
            {
                var (first, second) = (
                    one.Decide(drawn.Logits, parameterisation, drawn.Predictor),
                    other.Decide(drawn.Logits, parameterisation, drawn.Predictor)
                );
                var margin = first.Margin.flatten().data<double>().ToArray();
                var (left, right) = (first.Decision.flatten().data<long>().ToArray(), second.Decision.flatten().data<long>().ToArray());
                double[] apart = [.. margin.Where((_, pixel) => left[pixel] != right[pixel])];
                // An assignment counts in units of 2^-56 of the largest value; margins that differ by less are one to it.
                Assert.True(
                    left.Sum() == right.Sum()
                        && (apart.Length == 0 || apart.Max() - apart.Min() <= Math.ScaleB(margin.Where(double.IsFinite).Max(Math.Abs), -54)),
                    $"seed {Seed}, draw {draw}, {parameterisation}, {one}"
                );
            }
        }
    }

    /// <summary>Ties included: the assignment starts from the plan without bounds, and has nothing to mend.</summary>
    [Fact]
    public void Bounds_that_hold_anyway_change_nothing()
    {
        var random = new Random(Seed);
        for (var draw = 0; draw < 100; draw++)
        {
            var drawn = new PolicyCase(random, isTied: draw % 2 == 0);
            var parameterisation = PolicyCase.Parameterisation(random);
            var policy = new RoutingPolicy(
                (RouteBy)random.Next(3),
                (TieRule)random.Next(2),
                Budget: random.Next(2) == 0 ? null : random.NextDouble(),
                BudgetRule: (BudgetRule)random.Next(2)
            );
            var free = policy.Decide(drawn.Logits, parameterisation, drawn.Predictor).Decision;
            var loads = RoutingLoads.Hard(free, drawn.Experts).data<double>().ToArray()[1..];
            var bound = policy with { Capacities = loads, MinimumLoads = loads };

            Assert.True(
                free.eq(bound.Decide(drawn.Logits, parameterisation, drawn.Predictor).Decision).all().ToBoolean(),
                $"seed {Seed}, draw {draw}, {parameterisation}, {policy}"
            );
        }
    }

    /// <summary>A map that changes along with the sample's stride: what the sample says is wrong, what comes out is not.</summary>
    [Fact]
    public void A_misleading_sample_costs_time_only()
    {
        var random = new Random(Seed);
        var drawn = new PolicyCase(random, experts: 3, shape: [1, 100, 61]);
        for (var pixel = 0; pixel < drawn.Pixels; pixel += 61)
        {
            drawn.Rows[pixel] = [3, -4, -4, 4];
            drawn.Logits[0, TensorIndex.Colon, pixel / 61, 0] = tensor(drawn.Rows[pixel]);
        }
        (int Lower, int Upper)[] bounds = [(0, 6100), (1000, 1500), (0, 1000), (0, 700)];
        var policy = new RoutingPolicy(MinimumLoads: [1000 / 6100.0, 0, 0]) { Capacities = [1500 / 6100.0, 1000 / 6100.0, 700 / 6100.0] };

        var decision = policy.Decide(drawn.Logits, RoutingParameterisation.OneVsAll).Decision.data<long>().ToArray();

        AssignmentCheck.Within(bounds, decision, $"seed {Seed}");
        var gain = AssignmentCheck.LargestGain(AssignmentCheck.Values(policy, drawn, RoutingParameterisation.OneVsAll), decision, bounds);
        Assert.True(gain <= 1e-12, $"seed {Seed}: {gain} to be gained");
    }

    /// <summary>The example of docs/routing.md. Expert 1 is worth most everywhere. Who it cannot see goes to expert 2 where that loses least.</summary>
    [Fact]
    public void Whom_the_best_has_no_time_for_goes_to_the_next_best()
    {
        var logits = tensor(new[] { 0.0, 0, 0, 0, 5, 5, 5, 5, 1, 4, 3, -1 }, [1, 3, 4]);

        Assert.Equal([1L, 1, 1, 1], Decide(new()));
        Assert.Equal([2L, 2, 2, 0], Decide(new() { Available = [false, true] }));
        Assert.Equal([2L, 2, 2, 1], Decide(new() { Costs = [4.5, 0] }));
        Assert.Equal([1L, 1, 0, 0], Decide(new(Budget: 0.5)));
        Assert.Equal([1L, 2, 2, 1], Decide(new() { Capacities = [0.5, 1] }));
        Assert.Equal([1L, 2, 1, 0], Decide(new() { Capacities = [0.5, 0.25] }));
        Assert.Equal([1L, 2, 0, 0], Decide(new(Budget: 0.5) { Capacities = [0.25, 1] }));
        Assert.Equal([2L, 2, 2, 1], Decide(new(MinimumLoads: [0, 0.75])));

        long[] Decide(RoutingPolicy policy) => policy.Decide(logits, RoutingParameterisation.Utility).Decision.data<long>().ToArray();
    }

    private static double? Exhaustive(double[][] values, (int Lower, int Upper)[] bounds)
    {
        double? best = null;
        var counts = new int[bounds.Length];
        Visit(0, 0);
        return best;

        void Visit(int pixel, double sum)
        {
            if (pixel == values.Length)
            {
                if (bounds.Zip(counts).All(channel => channel.First.Lower <= channel.Second && channel.Second <= channel.First.Upper))
                    best = Math.Max(best ?? double.NegativeInfinity, sum);
                return;
            }
            for (var channel = 0; channel < bounds.Length; channel++)
            {
                if (counts[channel] == bounds[channel].Upper)
                    continue;
                counts[channel]++;
                Visit(pixel + 1, sum + values[pixel][channel]);
                counts[channel]--;
            }
        }
    }

    /// <summary>Shares that are whole numbers of pixels, and these numbers; sometimes such that they cannot all be kept.</summary>
    private static (RoutingPolicy Policy, (int Lower, int Upper)[] Bounds) Draw(Random random, PolicyCase drawn)
    {
        var bounds = new (int Lower, int Upper)[drawn.Experts + 1];
        var pixels = drawn.Pixels;
        var available = Enumerable.Range(0, drawn.Experts).Select(_ => random.Next(6) > 0).ToArray();
        if (Array.TrueForAll(available, isThere => !isThere))
            available[0] = true;
        for (var expert = 1; expert <= drawn.Experts; expert++)
        {
            var upper = random.Next(3) == 0 ? pixels : random.Next(pixels + 1);
            bounds[expert] = (available[expert - 1] && random.Next(2) == 0 ? random.Next(upper / 2 + 1) : 0, upper);
        }
        int? deferred = random.Next(3) == 0 ? null : random.Next(pixels + 1);
        var rule = (BudgetRule)random.Next(2);
        var policy = new RoutingPolicy(
            (RouteBy)random.Next(3),
            (TieRule)random.Next(2),
            (double?)deferred / pixels,
            rule,
            MinimumLoads: [.. bounds[1..].Select(bound => (double)bound.Lower / pixels)]
        )
        {
            Costs = random.Next(2) == 0 ? null : [.. available.Select(_ => random.Next(3) / 8.0)],
            Available = available,
            Capacities = [.. bounds[1..].Select(bound => (double)bound.Upper / pixels)],
        };
        for (var expert = 1; expert <= drawn.Experts; expert++)
        {
            if (!available[expert - 1])
                bounds[expert] = (0, 0);
        }
        bounds[0] = (pixels - (deferred ?? pixels), deferred is not null && rule == BudgetRule.Fill ? pixels - deferred.Value : pixels);
        return (policy, bounds);
    }
}
