using DeferredSeg.Deferral.Metrics;
using DeferredSeg.Training.Evaluation;

namespace DeferredSeg.Training.Tests.Evaluation;

public sealed class PolicyMeasuresTests
{
    private const int Pixels = 40;

    private readonly int _seed = Environment.TickCount;

    [Fact]
    public void Every_policy_is_the_plain_count_over_pixels()
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
            measures.AddOwn();
            measures.AddRouted(0.5, [decision], [preferred]);

            PolicyResult Find(PolicyKey key) => measures.Results.Single(one => one.Policy == key);
            void Same(PolicyKey key, Func<LabelMap, int, byte> answer, double share, double cost)
            {
                var found = Find(key);
                Assert.True(found.Classes.SequenceEqual(group.Maps.Select(map => Count(map, answer))), $"{key.Name} is wrong; seed {_seed}, round {round}.");
                Assert.Equal(share, found.Deferred, 1e-12);
                Assert.Equal(cost, found.Cost, 1e-9);
            }

            Same(PolicyKey.Model, (map, pixel) => map.Model[pixel], 0, 0);
            for (var j = 0; j < experts; j++)
            {
                var expert = j;
                Same(new("expert", names[j]), (map, pixel) => map.Experts[expert][pixel], 1, costs[j]);
                var byCoverage = LeastCertain(group, deferred);
                Same(
                    new("entropy", names[j], BudgetMatch.Coverage, 0.5),
                    (map, pixel) => byCoverage.Contains(pixel) ? map.Experts[expert][pixel] : map.Model[pixel],
                    (double)deferred / Pixels,
                    deferred * costs[j] / Pixels
                );
                if (costs[j] == 0)
                    continue;
                var affordable = (int)Math.Min(Pixels, Math.Round(paid / costs[j]));
                var byCost = LeastCertain(group, affordable);
                Same(
                    new("entropy", names[j], BudgetMatch.Cost, 0.5),
                    (map, pixel) => byCost.Contains(pixel) ? map.Experts[expert][pixel] : map.Model[pixel],
                    (double)affordable / Pixels,
                    affordable * costs[j] / Pixels
                );
            }
            Same(
                PolicyKey.At(0.5),
                (map, pixel) => decision[pixel] == 0 ? map.Model[pixel] : map.Experts[(int)decision[pixel] - 1][pixel],
                (double)deferred / Pixels,
                paid / Pixels
            );
            if (experts < 2)
                continue;
            Same(
                new("unanimous"),
                (map, pixel) => map.Experts.Select(labels => labels[pixel]).Distinct().Count() == 1 ? map.Experts[0][pixel] : map.Model[pixel],
                1,
                costs.Sum()
            );
        }
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
            measures.AddOwn();

            var found = measures.Results.Single(one => one.Policy.Order == "oracle-routing").Classes.Sum(one => one.Errors);

            var fewest = Enumerable
                .Range(0, Pixels)
                .Sum(pixel =>
                    Enumerable
                        .Range(0, experts + 1)
                        .Min(channel => group.Maps.Count(map => (channel == 0 ? map.Model : map.Experts[channel - 1])[pixel] != map.Truth[pixel]))
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
        var group = new RoutedGroup([new(truth, model, [expert], [1, 2], [0, 0.1, 0.9, 0.2])], "case", 0);
        var measures = new PolicyMeasures([group], ["e"], [0]);

        measures.AddRouted(
            null,
            [
                [0, 0, 1, 0],
            ],
            [
                [1, 1, 1, 1],
            ]
        );

        Assert.Equal([new Overlap(1, 1, 0, 2), new Overlap(1, 0, 1, 2)], measures.Results[0].Classes);
        Assert.Equal([new Overlap(1, 0, 0, 3), new Overlap(2, 0, 0, 2)], measures.Results.Single(one => one.Policy == PolicyKey.System).Classes);
    }

    private static RoutedGroup Group(Random random, int experts, int classes) =>
        new(
            [
                .. Enumerable
                    .Range(0, classes)
                    .Select(_ => new LabelMap(
                        Mask(random),
                        Mask(random),
                        [.. Enumerable.Range(0, experts).Select(_ => Mask(random))],
                        [1],
                        [.. Enumerable.Range(0, Pixels).Select(_ => Math.Round(random.NextDouble(), 1))]
                    )),
            ],
            "case",
            3
        );

    private static byte[] Mask(Random random) => [.. Enumerable.Range(0, Pixels).Select(_ => (byte)random.Next(2))];

    /// <summary>The pixels with the largest sum of scores, of equal ones the earlier.</summary>
    private static HashSet<int> LeastCertain(RoutedGroup group, int count) =>
        [.. Enumerable.Range(0, Pixels).OrderByDescending(pixel => group.Maps.Sum(map => map.Scores[pixel])).Take(count)];

    private static Overlap Count(LabelMap map, Func<LabelMap, int, byte> answer)
    {
        var (tp, fp, fn, tn) = (0L, 0L, 0L, 0L);
        for (var pixel = 0; pixel < Pixels; pixel++)
        {
            var (p, t) = (answer(map, pixel) == 1, map.Truth[pixel] == 1);
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
