using DeferredSeg.Deferral.Metrics.Baselines;
using DeferredSeg.Deferral.Metrics.Budgets;

namespace DeferredSeg.Training.Evaluation;

/// <summary>Classes that share one routing: all of them, or one where each class has its own. What is deferred is deferred for all of them.</summary>
internal sealed class RoutedGroup
{
    private readonly string _name;
    private readonly long _seed;
    private readonly Dictionary<string, DeferralOrder> _orders = [];

    /// <param name="maps">The classes' labels; one map for each class, or one for all.</param>
    /// <param name="name">The case, by which random orders differ.</param>
    /// <param name="seed">The seed of random orders.</param>
    public RoutedGroup(IReadOnlyList<LabelMap> maps, string name, long seed) => (Maps, _name, _seed) = (maps, name, seed);

    public IReadOnlyList<LabelMap> Maps { get; }

    public int Pixels => Maps[0].Truth.Length;

    /// <summary>How many classes are measured.</summary>
    public int Classes => Maps.Sum(map => map.Measured.Length);

    /// <summary>An order of pixels that needs no router.</summary>
    /// <param name="kind">entropy, random, or oracle for what the answers would mend.</param>
    /// <param name="answers">For the oracle: the answer of each map.</param>
    public DeferralOrder Order(string kind, IReadOnlyList<byte[]> answers)
    {
        if (kind == "oracle")
            return DeferralOrder.ByScore(Mended(answers));
        if (_orders.TryGetValue(kind, out var known))
            return known;
        return _orders[kind] = kind == "random" ? DeferralOrder.Random(Pixels, _seed, _name) : DeferralOrder.ByScore(Summed());
    }

    /// <summary>The majority of the experts, for each map.</summary>
    public IReadOnlyList<byte[]> Majority() => [.. Maps.Select(map => ExpertVote.Majority(map.ExpertLabels, map.Model))];

    /// <summary>The experts where they agree, else the model, for each map.</summary>
    public IReadOnlyList<byte[]> Unanimous() => [.. Maps.Select(map => ExpertVote.Unanimous(map.ExpertLabels, map.Model))];

    /// <summary>A channel of its own for every pixel, answered by experts.</summary>
    public IReadOnlyList<byte[]> Chosen(long[] channels) => [.. Maps.Select(map => map.Answered(channels))];

    /// <summary>The expert who mends most classes of a pixel, of several the cheapest and then the first; 0 where nobody is better than the model.</summary>
    public long[] Oracle(IReadOnlyList<double> costs)
    {
        int[] order = [.. Enumerable.Range(0, costs.Count).OrderBy(j => costs[j])];
        var best = new long[Pixels];
        for (var pixel = 0; pixel < best.Length; pixel++)
        {
            var most = 0;
            foreach (var j in order)
            {
                var mended = Maps.Sum(map => Gain(map, pixel, map.Experts[j][pixel]));
                if (mended > most)
                    (best[pixel], most) = (j + 1, mended);
            }
        }
        return best;
    }

    private double[] Summed()
    {
        if (Maps.Count == 1)
            return Maps[0].Scores;
        var sum = new double[Pixels];
        foreach (var map in Maps)
        {
            for (var pixel = 0; pixel < sum.Length; pixel++)
                sum[pixel] += map.Scores[pixel];
        }
        return sum;
    }

    private double[] Mended(IReadOnlyList<byte[]> answers)
    {
        var gains = new double[Pixels];
        for (var i = 0; i < Maps.Count; i++)
        {
            for (var pixel = 0; pixel < gains.Length; pixel++)
                gains[pixel] += Gain(Maps[i], pixel, answers[i][pixel]);
        }
        return gains;
    }

    private static int Gain(LabelMap map, int pixel, byte answer) => (answer == map.Truth[pixel] ? 1 : 0) - (map.Model[pixel] == map.Truth[pixel] ? 1 : 0);
}
