using DeferredSeg.Deferral.Metrics.Budgets;

namespace DeferredSeg.Training.Evaluation;

/// <summary>Measures all policies on one case.</summary>
internal sealed class PolicyMeasures
{
    private readonly IReadOnlyList<RoutedGroup> _groups;
    private readonly IReadOnlyList<string> _experts;
    private readonly IReadOnlyList<double> _costs;
    private readonly List<PolicyResult> _results = [];

    public PolicyMeasures(IReadOnlyList<RoutedGroup> groups, IReadOnlyList<string> experts, IReadOnlyList<double> costs)
    {
        (_groups, _experts, _costs) = (groups, experts, costs);
        Add(PolicyKey.Model, (group, _) => ([.. group.Maps.Select(map => map.Model)], 0, 0));
    }

    public IReadOnlyList<PolicyResult> Results => _results;

    /// <summary>The policies with a coverage of their own. All experts count as asked where their answers are compared.</summary>
    public void AddOwn()
    {
        for (var j = 0; j < _experts.Count; j++)
        {
            var expert = j;
            Add(new("expert", _experts[j]), (group, _) => ([.. group.Maps.Select(map => map.Experts[expert])], group.Pixels, group.Pixels * _costs[expert]));
        }
        var all = _costs.Sum();
        if (_experts.Count > 1)
        {
            Add(new("majority"), (group, _) => (group.Majority(), group.Pixels, group.Pixels * all));
            Add(new("unanimous"), (group, _) => (group.Unanimous(), group.Pixels, group.Pixels * all));
        }
        Add(
            new("oracle-routing"),
            (group, _) =>
            {
                var decision = group.Oracle(_costs);
                return (group.Chosen(decision), Deferred(decision), Cost(decision));
            }
        );
    }

    /// <summary>The routing's own decisions, and orders that need no router at the same coverage and, where asking costs something, at the same cost.</summary>
    /// <param name="budget">The routing's budget; null without.</param>
    /// <param name="decisions">A channel for every pixel, for each group.</param>
    /// <param name="preferred">The expert whom the router prefers at every pixel, for each group.</param>
    public void AddRouted(double? budget, IReadOnlyList<long[]> decisions, IReadOnlyList<long[]> preferred)
    {
        Add(new(PolicyKey.Routing, "", BudgetMatch.Own, budget), (group, r) => (group.Chosen(decisions[r]), Deferred(decisions[r]), Cost(decisions[r])));
        var chosen = _groups.Select((group, r) => group.Chosen(preferred[r])).ToList();
        for (var j = 0; j < _experts.Count; j++)
        {
            var expert = j;
            Ordered(
                "entropy",
                _experts[j],
                BudgetMatch.Coverage,
                group => [.. group.Maps.Select(map => map.Experts[expert])],
                r => Deferred(decisions[r]),
                _ => _costs[expert]
            );
            if (_costs[j] > 0)
                Ordered(
                    "entropy",
                    _experts[j],
                    BudgetMatch.Cost,
                    group => [.. group.Maps.Select(map => map.Experts[expert])],
                    r => (int)Math.Min(_groups[r].Pixels, Math.Round(Cost(decisions[r]) / _costs[expert])),
                    _ => _costs[expert]
                );
        }
        foreach (var order in (string[])["entropy", "random", "oracle"])
        {
            if (_experts.Count == 1 && order == "entropy")
                continue;
            var to = _experts.Count == 1 ? _experts[0] : "chosen";
            var cost = preferred;
            AddOrder(order, to, BudgetMatch.Coverage, r => chosen[r], r => Deferred(decisions[r]), (r, pixel) => _costs[(int)cost[r][pixel] - 1]);
        }

        void Ordered(
            string order,
            string to,
            BudgetMatch match,
            Func<RoutedGroup, IReadOnlyList<byte[]>> answers,
            Func<int, int> deferred,
            Func<int, double> cost
        )
        {
            var given = _groups.Select(answers).ToList();
            AddOrder(order, to, match, r => given[r], deferred, (_, pixel) => cost(pixel));
        }

        void AddOrder(
            string order,
            string to,
            BudgetMatch match,
            Func<int, IReadOnlyList<byte[]>> answers,
            Func<int, int> deferred,
            Func<int, int, double> cost
        ) =>
            Add(
                new(order, to, match, budget),
                (group, r) =>
                {
                    var first = group.Order(order, answers(r)).Pixels[..deferred(r)];
                    var paid = 0.0;
                    foreach (var pixel in first)
                        paid += cost(r, pixel);
                    return (Labels(group, first, answers(r)), first.Length, paid);
                }
            );
    }

    private void Add(PolicyKey key, Func<RoutedGroup, int, (IReadOnlyList<byte[]> Labels, int Deferred, double Cost)> policy)
    {
        List<Deferral.Metrics.Overlap> classes = [];
        double deferred = 0,
            cost = 0;
        for (var r = 0; r < _groups.Count; r++)
        {
            var group = _groups[r];
            var (labels, count, paid) = policy(group, r);
            for (var i = 0; i < labels.Count; i++)
                classes.AddRange(group.Maps[i].Count(labels[i]));
            deferred += (double)count / group.Pixels / _groups.Count;
            cost += paid / group.Pixels / _groups.Count;
        }
        _results.Add(new(key, classes, deferred, cost));
    }

    private static int Deferred(long[] decision) => decision.Length - decision.AsSpan().Count(0L);

    private double Cost(long[] decision)
    {
        var cost = 0.0;
        foreach (var channel in decision)
            if (channel > 0)
                cost += _costs[(int)channel - 1];
        return cost;
    }

    private static IReadOnlyList<byte[]> Labels(RoutedGroup group, ReadOnlySpan<int> deferred, IReadOnlyList<byte[]> answers)
    {
        var labels = new byte[group.Maps.Count][];
        for (var i = 0; i < labels.Length; i++)
            labels[i] = group.Maps[i].Answered(deferred, answers[i]);
        return labels;
    }
}
