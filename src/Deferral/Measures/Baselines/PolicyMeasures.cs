using DeferredSeg.Deferral.Measures.Budgets;

namespace DeferredSeg.Deferral.Measures.Baselines;

/// <summary>
/// A routing and what it has to be better than, measured alike on one case: the one engine of baselines, for files (<c>metrics</c>) as for trained
/// networks (<c>evaluate</c> and its report).
/// </summary>
public sealed class PolicyMeasures
{
    private readonly IReadOnlyList<RoutedGroup> _groups;
    private readonly IReadOnlyList<string> _experts;
    private readonly double[] _costs;
    private readonly List<PolicyResult> _results = [];

    /// <summary>Begins with the model alone.</summary>
    /// <param name="groups">The classes by the routing that they share; at least one group.</param>
    /// <param name="experts">The experts' names, in the order of the channels.</param>
    /// <param name="costs">c_j of every expert, 0 or more; empty where asking is free.</param>
    /// <exception cref="ArgumentException">There are not as many costs as experts, or one is negative or not finite.</exception>
    public PolicyMeasures(IReadOnlyList<RoutedGroup> groups, IReadOnlyList<string> experts, IReadOnlyList<double> costs)
    {
        CaseMasks.RequireCosts([.. costs], experts.Count);
        (_groups, _experts, _costs) = (groups, experts, costs.Count == 0 ? new double[experts.Count] : [.. costs]);
        Add(PolicyKey.Model, (group, _) => ([.. group.Maps.Select(map => map.Model)], 0, 0));
    }

    /// <summary>What was measured, in the order in which it was added.</summary>
    public IReadOnlyList<PolicyResult> Results => _results;

    /// <summary>Each expert for every pixel.</summary>
    public void AddExperts()
    {
        for (var j = 0; j < _experts.Count; j++)
        {
            var expert = j;
            Add(new("expert", _experts[j]), (group, _) => ([.. group.Maps.Select(map => map.Experts[expert])], group.Pixels, group.Pixels * _costs[expert]));
        }
    }

    /// <summary>
    /// The majority of the experts, and the experts where they agree, else the model. All count as asked where their answers are compared.
    /// </summary>
    /// <param name="ties">Who decides where the votes are even.</param>
    /// <exception cref="ArgumentException">There is no expert.</exception>
    public void AddVotes(VoteTies ties = VoteTies.Model)
    {
        Everywhere("majority", map => ExpertVote.Majority(map.Experts, map.Model.Span, ties));
        Everywhere("unanimous", map => ExpertVote.Unanimous(map.Experts, map.Model.Span));
    }

    /// <summary>Model and all experts combined by Bayes' rule, of binary masks.</summary>
    /// <param name="combination">Fitted with the same experts on pixels that are not evaluated.</param>
    /// <exception cref="ArgumentException">It was fitted with another number of experts, or sizes differ.</exception>
    public void AddCombination(CalibratedCombination combination) => Everywhere("combination", map => combination.Apply(map.Probabilities, map.Experts).Mask);

    /// <summary>The routing of one who knows the truth (<see cref="OracleRouting"/>).</summary>
    public void AddOracle() =>
        Add(
            new("oracle-routing"),
            (group, _) =>
            {
                var decision = OracleRouting.Of(group.Maps, _costs);
                return (Plain(group.Answered(decision)), Deferred(decision), Cost(decision));
            }
        );

    /// <summary>The routing's own decisions.</summary>
    /// <param name="budget">The routing's budget; null without.</param>
    /// <param name="decisions">A channel for every pixel, for each group.</param>
    /// <param name="groups">The labels that stand where nobody is asked; null for those that everything else is compared on.</param>
    /// <param name="order">What it is called.</param>
    public void AddRouting(double? budget, IReadOnlyList<long[]> decisions, IReadOnlyList<RoutedGroup>? groups = null, string order = PolicyKey.Routing) =>
        Add(new(order, "", BudgetMatch.Own, budget), (group, r) => (Plain(group.Answered(decisions[r])), Deferred(decisions[r]), Cost(decisions[r])), groups);

    /// <summary>Another mask than the model's, and nobody asked.</summary>
    /// <param name="order">What it is called.</param>
    /// <param name="groups">The classes with that mask as the model's.</param>
    public void AddAlone(string order, IReadOnlyList<RoutedGroup> groups) =>
        Add(new(order), (group, _) => ([.. group.Maps.Select(map => map.Model)], 0, 0), groups);

    /// <summary>Pixels ranked by some score, as many as a routing defers, to whom the router prefers.</summary>
    /// <param name="order">What the order is called.</param>
    /// <param name="budget">The routing's budget; null without.</param>
    /// <param name="ranks">The order of each group's pixels.</param>
    /// <param name="decisions">A channel for every pixel, for each group.</param>
    /// <param name="preferred">The expert whom the router prefers at every pixel, from 1, for each group.</param>
    /// <param name="groups">The labels that stand where nobody is asked; null for those that everything else is compared on.</param>
    public void AddRanked(
        string order,
        double? budget,
        IReadOnlyList<DeferralOrder> ranks,
        IReadOnlyList<long[]> decisions,
        IReadOnlyList<long[]> preferred,
        IReadOnlyList<RoutedGroup>? groups = null
    )
    {
        var labels = groups ?? _groups;
        var targets = labels.Select((group, r) => group.Maps.Select(map => DeferralTarget.Chosen<long>(map.Experts, preferred[r], _costs)).ToList()).ToList();
        AddOrder(
            new(order, _experts.Count == 1 ? _experts[0] : "chosen", BudgetMatch.Coverage, budget),
            labels,
            targets,
            r => ranks[r],
            r => Deferred(decisions[r])
        );
    }

    /// <summary>
    /// What needs no router, at the coverage of a routing: the least certain pixels to each expert, and where asking costs something as many as the
    /// routing's cost pays; the least certain, random and the best possible pixels to whom the router prefers. Where several answers of the model lie apart,
    /// also the pixels where they do so most.
    /// </summary>
    /// <param name="budget">The routing's budget; null without.</param>
    /// <param name="decisions">A channel for every pixel, for each group.</param>
    /// <param name="preferred">The expert whom the router prefers at every pixel, from 1, for each group.</param>
    public void AddComparisons(double? budget, IReadOnlyList<long[]> decisions, IReadOnlyList<long[]> preferred)
    {
        List<PixelOrder> unsure = [PixelOrder.Entropy, .. IsSpread ? [PixelOrder.Spread] : (PixelOrder[])[]];
        for (var j = 0; j < _experts.Count; j++)
        {
            var expert = j;
            var targets = Targets((map, _) => DeferralTarget.Expert(map.Experts, expert + 1, _costs));
            foreach (var order in unsure)
            {
                AddOrder(order, _experts[j], BudgetMatch.Coverage, budget, targets, r => Deferred(decisions[r]));
                if (_costs[j] > 0)
                    AddOrder(
                        order,
                        _experts[j],
                        BudgetMatch.Cost,
                        budget,
                        targets,
                        r => (int)Math.Min(_groups[r].Pixels, Math.Round(Cost(decisions[r]) / _costs[expert]))
                    );
            }
        }
        var chosen = Targets((map, r) => DeferralTarget.Chosen<long>(map.Experts, preferred[r], _costs));
        foreach (var order in (PixelOrder[])[.. unsure, PixelOrder.Random, PixelOrder.Oracle])
        {
            if (_experts.Count == 1 && unsure.Contains(order))
                continue;
            AddOrder(order, _experts.Count == 1 ? _experts[0] : "chosen", BudgetMatch.Coverage, budget, chosen, r => Deferred(decisions[r]));
        }
    }

    /// <summary>Every order of pixels that needs no router, with as many pixels deferred as a routing deferred.</summary>
    /// <param name="to">How the target is named.</param>
    /// <param name="target">To whom the pixels of a map are deferred.</param>
    /// <param name="deferred">The pixels that the routing deferred, for each group.</param>
    /// <exception cref="ArgumentException">There are not as many pixels, or a target is of another size.</exception>
    public void AddOrders(string to, Func<LabelMap, DeferralTarget> target, IReadOnlyList<int> deferred)
    {
        var targets = Targets((map, _) => target(map));
        foreach (var order in Enum.GetValues<PixelOrder>().Where(order => order != PixelOrder.Spread || IsSpread))
            AddOrder(order, to, BudgetMatch.Coverage, null, targets, r => deferred[r]);
    }

    private bool IsSpread => _groups.All(group => group.Orders.Contains(PixelOrder.Spread));

    private void AddOrder(
        PixelOrder order,
        string to,
        BudgetMatch match,
        double? budget,
        IReadOnlyList<IReadOnlyList<DeferralTarget>> targets,
        Func<int, int> deferred
    ) => AddOrder(new(PolicyKey.Of(order), to, match, budget), _groups, targets, r => _groups[r].Order(order, targets[r]), deferred);

    private void AddOrder(
        PolicyKey key,
        IReadOnlyList<RoutedGroup> groups,
        IReadOnlyList<IReadOnlyList<DeferralTarget>> targets,
        Func<int, DeferralOrder> ranks,
        Func<int, int> deferred
    )
    {
        List<Overlap> classes = [];
        var (share, cost) = (0.0, 0.0);
        for (var r = 0; r < groups.Count; r++)
        {
            var (group, count) = (groups[r], deferred(r));
            var pixels = ranks(r);
            BudgetPoint? point = null;
            for (var i = 0; i < group.Maps.Count; i++)
            {
                foreach (var label in group.Maps[i].Measured)
                {
                    point = BudgetCurve.AtLabel(group.Maps[i].Truth.Span, group.Maps[i].Model.Span, targets[r][i], pixels, count, label);
                    classes.Add(point.Value.System);
                }
            }
            share += (double)count / group.Pixels / groups.Count;
            // A pixel is deferred once for all classes that share a routing.
            cost += point!.Value.Cost / groups.Count;
        }
        _results.Add(new(key, classes, share, cost));
    }

    private void Everywhere(string name, Func<LabelMap, byte[]> labels) =>
        Add(new(name), (group, _) => ([.. group.Maps.Select(map => new ReadOnlyMemory<byte>(labels(map)))], group.Pixels, group.Pixels * _costs.Sum()));

    private void Add(
        PolicyKey key,
        Func<RoutedGroup, int, (IReadOnlyList<ReadOnlyMemory<byte>> Labels, int Deferred, double Cost)> policy,
        IReadOnlyList<RoutedGroup>? groups = null
    )
    {
        List<Overlap> classes = [];
        var (deferred, cost) = (0.0, 0.0);
        for (var r = 0; r < _groups.Count; r++)
        {
            var group = (groups ?? _groups)[r];
            var (labels, count, paid) = policy(group, r);
            for (var i = 0; i < labels.Count; i++)
                classes.AddRange(group.Maps[i].Measured.Select(label => Overlap.OfLabel(labels[i].Span, group.Maps[i].Truth.Span, label)));
            deferred += (double)count / group.Pixels / _groups.Count;
            cost += paid / group.Pixels / _groups.Count;
        }
        _results.Add(new(key, classes, deferred, cost));
    }

    private List<List<DeferralTarget>> Targets(Func<LabelMap, int, DeferralTarget> target) =>
        [.. _groups.Select((group, r) => group.Maps.Select(map => target(map, r)).ToList())];

    private static IReadOnlyList<ReadOnlyMemory<byte>> Plain(IReadOnlyList<byte[]> labels) => [.. labels.Select(one => new ReadOnlyMemory<byte>(one))];

    private static int Deferred(long[] decision) => decision.Length - decision.AsSpan().Count(0L);

    private double Cost(long[] decision)
    {
        var cost = 0.0;
        foreach (var channel in decision)
            if (channel > 0)
                cost += _costs[(int)channel - 1];
        return cost;
    }
}
