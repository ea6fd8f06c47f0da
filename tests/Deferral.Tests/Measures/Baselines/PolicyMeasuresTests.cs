using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Deferral.Measures.Budgets;

namespace DeferredSeg.Deferral.Tests.Measures.Baselines;

public sealed class PolicyMeasuresTests
{
    private const int Pixels = 40;

    private readonly int _seed = TestSeed.Value;

    [Fact]
    public void Every_policy_is_the_plain_count_over_pixels()
    {
        TestSeed.Print(_ =>
        {
            var random = new Random(_seed);
            for (var round = 0; round < 20; round++)
            {
                var (experts, classes) = (random.Next(1, 4), random.Next(1, 3));
                string[] names = [.. Enumerable.Range(1, experts).Select(j => $"e{j}")];
                double[] costs = [.. names.Select(_ => random.Next(2) == 0 ? 0 : Math.Round(random.NextDouble(), 2))];
                var group = Group(random, experts, classes);
                long[] decision = [.. Enumerable.Range(0, Pixels).Select(_ => (long)random.Next(experts + 1))];
                long[] preferred = [.. decision.Select(channel => channel == 0 ? random.Next(1, experts + 1) : channel)];
                var deferred = decision.Count(channel => channel > 0);
                var paid = decision.Sum(channel => channel == 0 ? 0 : costs[channel - 1]);

                var measures = new PolicyMeasures([group], names, costs);
                measures.AddExperts();
                measures.AddVotes();
                measures.AddRouting(0.5, [decision]);
                measures.AddComparisons(0.5, [decision], [preferred]);

                PolicyResult Find(PolicyKey key) => measures.Results.Single(one => one.Policy == key);
                void Same(PolicyKey key, Func<LabelMap, int, byte> answer, double share, double cost)
                {
                    var found = Find(key);
                    Assert.True(
                        found.Classes.SequenceEqual(group.Maps.Select(map => Count(map, answer))),
                        $"{key.Name} is wrong; seed {_seed}, round {round}."
                    );
                    Assert.Equal(share, found.Deferred, 1e-12);
                    Assert.Equal(cost, found.Cost, 1e-9);
                }

                Same(PolicyKey.Model, (map, pixel) => map.Model.Span[pixel], 0, 0);
                for (var j = 0; j < experts; j++)
                {
                    var expert = j;
                    Same(new("expert", names[j]), (map, pixel) => map.Experts[expert].Span[pixel], 1, costs[j]);
                    var byCoverage = LeastCertain(group, deferred);
                    Same(
                        new("entropy", names[j], BudgetMatch.Coverage, 0.5),
                        (map, pixel) => byCoverage.Contains(pixel) ? map.Experts[expert].Span[pixel] : map.Model.Span[pixel],
                        (double)deferred / Pixels,
                        deferred * costs[j] / Pixels
                    );
                    if (costs[j] == 0)
                        continue;
                    var affordable = (int)Math.Min(Pixels, Math.Round(paid / costs[j]));
                    var byCost = LeastCertain(group, affordable);
                    Same(
                        new("entropy", names[j], BudgetMatch.Cost, 0.5),
                        (map, pixel) => byCost.Contains(pixel) ? map.Experts[expert].Span[pixel] : map.Model.Span[pixel],
                        (double)affordable / Pixels,
                        affordable * costs[j] / Pixels
                    );
                }
                Same(
                    PolicyKey.At(0.5),
                    (map, pixel) => decision[pixel] == 0 ? map.Model.Span[pixel] : map.Experts[(int)decision[pixel] - 1].Span[pixel],
                    (double)deferred / Pixels,
                    paid / Pixels
                );
                if (experts < 2)
                    continue;
                Same(
                    new("unanimous"),
                    (map, pixel) =>
                        map.Experts.Select(labels => labels.Span[pixel]).Distinct().Count() == 1 ? map.Experts[0].Span[pixel] : map.Model.Span[pixel],
                    1,
                    costs.Sum()
                );
            }
        });
    }

    [Fact]
    public void No_routing_has_fewer_wrong_pixels_than_the_oracles()
    {
        var random = new Random(_seed);
        for (var round = 0; round < 20; round++)
        {
            var (experts, classes) = (random.Next(1, 4), random.Next(1, 3));
            var group = Group(random, experts, classes);
            var measures = new PolicyMeasures([group], [.. Enumerable.Range(1, experts).Select(j => $"e{j}")], new double[experts]);
            measures.AddOracle();

            var found = measures.Results.Single(one => one.Policy.Order == "oracle-routing").Classes.Sum(one => one.Errors);

            var fewest = Enumerable
                .Range(0, Pixels)
                .Sum(pixel =>
                    Enumerable
                        .Range(0, experts + 1)
                        .Min(channel => group.Maps.Count(map => (channel == 0 ? map.Model : map.Experts[channel - 1]).Span[pixel] != map.Truth.Span[pixel]))
                );
            Assert.True(fewest == found, $"{found} wrong pixels where {fewest} are reached; seed {_seed}, round {round}.");
        }
    }

    [Fact]
    public void Labels_that_exclude_each_other_are_measured_one_by_one()
    {
        byte[] truth = [0, 1, 2, 2],
            model = [0, 1, 1, 2],
            expert = [0, 0, 2, 2];
        var group = new RoutedGroup([LabelMap.OfClasses(truth, model, [expert], [1, 0.1, 0, 0, 0, 0.9, 0.6, 0.1, 0, 0, 0.4, 0.9], 3)], "case", 0);
        var measures = new PolicyMeasures([group], ["e"], [0]);

        long[] decision = [0, 0, 1, 0];
        measures.AddRouting(null, [decision]);

        Assert.Equal([new Overlap(1, 1, 0, 2), new Overlap(1, 0, 1, 2)], measures.Results[0].Classes);
        Assert.Equal([new Overlap(1, 0, 0, 3), new Overlap(2, 0, 0, 2)], measures.Results.Single(one => one.Policy == PolicyKey.System).Classes);
    }

    [Fact]
    public void Where_answers_lie_apart_the_pixels_with_the_largest_spread_go_first()
    {
        byte[] truth = [1, 1, 1, 1],
            model = [0, 0, 0, 0],
            expert = [1, 1, 0, 0];
        PolicyMeasures Of(params double[]?[] spreads)
        {
            var maps = spreads.Select(spread => LabelMap.OfMask(truth, model, [expert], [0.1, 0.2, 0.3, 0.4]).WithSpread(spread));
            var measures = new PolicyMeasures([new([.. maps], "case", 0)], ["e"], [0.25]);
            measures.AddComparisons(
                null,
                [
                    [0, 0, 0, 1],
                ],
                [
                    [1, 1, 1, 1],
                ]
            );
            return measures;
        }
        PolicyKey spread = new("spread", "e", BudgetMatch.Coverage);

        Assert.Equal([new Overlap(1, 0, 3, 0)], Of([0.1, 0.4, 0.2, 0.3]).Results.Single(one => one.Policy == spread).Classes);
        Assert.Equal([new Overlap(0, 0, 4, 0)], Of([0.1, 0.2, 0.4, 0.3]).Results.Single(one => one.Policy == spread).Classes);
        Assert.Equal(0.25, Of([0.1, 0.4, 0.2, 0.3]).Results.Single(one => one.Policy == spread with { Match = BudgetMatch.Cost }).Deferred);
        // Over two classes the sum decides: the first pixel here, the third for the first class alone.
        Assert.Equal(2, Of([0.3, 0.2, 0.4, 0.1], [0.4, 0.1, 0.1, 0.1]).Results.Single(one => one.Policy == spread).Classes.Sum(one => one.TruePositives));
        Assert.DoesNotContain(Of([0.1, 0.4, 0.2, 0.3], null).Results, one => one.Policy.Order == "spread");
        Assert.Throws<ArgumentException>(() => LabelMap.OfMask(truth, model, [expert], [0.1, 0.2, 0.3, 0.4]).WithSpread([0.1]));
    }

    [Fact]
    public void At_equal_coverage_every_order_defers_as_many_pixels_as_the_routing()
    {
        for (var i = 0; i < 10; i++)
        {
            var one = new RandomCase(i);
            var deferred = (int)RoutedOverlaps.Of(one.Truth, one.Model, one.Experts, one.Decision).Deferred;
            var measures = Of(one);

            measures.AddOrders("1", map => DeferralTarget.Expert(map.Experts, 1, one.Costs), [deferred]);

            var results = measures.Results.Skip(1).ToList();
            Assert.Equal(["random", "entropy", "max-probability", "oracle"], results.Select(result => result.Policy.Order));
            Assert.All(
                results,
                result =>
                {
                    CloseTo.Require((double)deferred / one.Pixels, result.Deferred, one);
                    CloseTo.Require(one.Costs[0] * deferred / one.Pixels, result.Cost, one);
                    Assert.True(results[3].Classes[0].Errors <= result.Classes[0].Errors, $"{result}; {one}");
                }
            );
        }
    }

    [Fact]
    public void Policies_have_the_coverage_and_the_cost_of_what_they_ask()
    {
        TestSeed.Print(_ =>
        {
            var one = new RandomCase();
            var combination = CalibratedCombination.Fit(one.Foreground, one.Truth, one.Experts);
            var measures = Of(one);

            measures.AddExperts();
            measures.AddVotes();
            measures.AddCombination(combination);
            measures.AddOracle();
            measures.AddRouting(
                null,
                [
                    [.. one.Decision.Select(channel => (long)channel)],
                ]
            );

            var results = measures.Results.ToDictionary(result => result.Policy.Name);
            Assert.Equal(one.Experts.Length + 6, results.Count);
            void Same(string name, double coverage, Overlap counts, double cost)
            {
                Assert.Equal((coverage, counts), (results[name].Coverage, results[name].Classes.Single()));
                CloseTo.Require(cost, results[name].Cost, one);
            }
            Same("model", 1, Overlap.Between(one.Model, one.Truth), 0);
            for (var j = 1; j <= one.Experts.Length; j++)
                Same($"expert {j}", 0, Overlap.Between(one.Experts[j - 1].Span, one.Truth), one.Costs[j - 1]);
            Same("majority", 0, Overlap.Between(ExpertVote.Majority(one.Experts, one.Model), one.Truth), one.Costs.Sum());
            Same("unanimous", 0, Overlap.Between(ExpertVote.Unanimous(one.Experts, one.Model), one.Truth), one.Costs.Sum());
            Same("combination", 0, Overlap.Between(combination.Apply(one.Foreground, one.Experts).Mask, one.Truth), one.Costs.Sum());
            CloseTo.Require(DeferralRisk.Of(one.Truth, one.Model, one.Experts, one.Decision, one.Costs).Total, results["routing"].Risk, one);
            Assert.All(
                results.Values,
                found =>
                    Assert.True(
                        found.Policy.Order == "combination" || results["oracle-routing"].Classes[0].Errors <= found.Classes[0].Errors,
                        $"{found}; {one}"
                    )
            );
        });
    }

    [Fact]
    public void Masks_that_do_not_fit_are_refused()
    {
        Refused("model has 1 pixels", [0, 0], [0], new double[2], [new byte[2]]);
        Refused("truth holds 7", [0, 7], [0, 0], new double[2], [new byte[2]]);
        Refused("mask of expert 1 holds 2", [0, 0], [0, 0], new double[2], [new byte[] { 2, 0 }]);
        Refused("3 probabilities and 2 pixels", [0, 0], [0, 0], new double[3], [new byte[2]]);
        Refused("pixel 1 is NaN", [0, 0], [0, 0], [0, double.NaN], [new byte[2]]);

        static void Refused(string message, byte[] truth, byte[] model, double[] foreground, ReadOnlyMemory<byte>[] experts) =>
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => LabelMap.OfMask(truth, model, experts, foreground)).Message);
    }

    private static PolicyMeasures Of(RandomCase one) =>
        new(
            [new([LabelMap.OfMask(one.Truth, one.Model, one.Experts, one.Foreground)], $"case {one.Seed}", one.Seed)],
            [.. Enumerable.Range(1, one.Experts.Length).Select(j => $"{j}")],
            one.Costs
        );

    private static RoutedGroup Group(Random random, int experts, int classes) =>
        new(
            [
                .. Enumerable
                    .Range(0, classes)
                    .Select(_ =>
                        LabelMap.OfMask(
                            Mask(random),
                            Mask(random),
                            [.. Enumerable.Range(0, experts).Select(_ => new ReadOnlyMemory<byte>(Mask(random)))],
                            [.. Enumerable.Range(0, Pixels).Select(_ => Math.Round(random.NextDouble(), 1))]
                        )
                    ),
            ],
            "case",
            3
        );

    private static byte[] Mask(Random random) => [.. Enumerable.Range(0, Pixels).Select(_ => (byte)random.Next(2))];

    /// <summary>The pixels with the largest sum of scores, of equal ones the earlier.</summary>
    private static HashSet<int> LeastCertain(RoutedGroup group, int count) =>
        [.. Enumerable.Range(0, Pixels).OrderByDescending(pixel => group.Maps.Sum(map => map.Entropy[pixel])).Take(count)];

    private static Overlap Count(LabelMap map, Func<LabelMap, int, byte> answer)
    {
        var (tp, fp, fn, tn) = (0L, 0L, 0L, 0L);
        for (var pixel = 0; pixel < Pixels; pixel++)
        {
            var (p, t) = (answer(map, pixel) == 1, map.Truth.Span[pixel] == 1);
            if (p && t)
                tp++;
            else if (p)
                fp++;
            else if (t)
                fn++;
            else
                tn++;
        }
        return new(tp, fp, fn, tn);
    }
}
