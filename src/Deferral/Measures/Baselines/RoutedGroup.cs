using DeferredSeg.Deferral.Measures.Budgets;
using DeferredSeg.Deferral.Routing;

namespace DeferredSeg.Deferral.Measures.Baselines;

/// <summary>Classes that share one routing: all of them, or one where each class has its own. What is deferred is deferred for all of them.</summary>
public sealed class RoutedGroup
{
    private readonly string _name;
    private readonly long _seed;
    private readonly Dictionary<PixelOrder, DeferralOrder> _orders = [];

    /// <summary>Puts the classes together.</summary>
    /// <param name="maps">The classes' labels, at least one map, all of the same pixels and experts.</param>
    /// <param name="name">The case, by which random orders differ.</param>
    /// <param name="seed">The seed of random orders.</param>
    public RoutedGroup(IReadOnlyList<LabelMap> maps, string name, long seed) => (Maps, _name, _seed) = (maps, name, seed);

    /// <summary>The classes' labels; one map for each class, or one for all.</summary>
    public IReadOnlyList<LabelMap> Maps { get; }

    /// <summary>How many pixels there are.</summary>
    public int Pixels => Maps[0].Pixels;

    /// <summary>The orders of pixels that there are: by spread only where all maps have one.</summary>
    public IReadOnlyList<PixelOrder> Orders =>
        [.. Enum.GetValues<PixelOrder>().Where(order => order != PixelOrder.Spread || Maps.All(map => map.Spread is not null))];

    /// <summary>An order of pixels that needs no router, over all classes together.</summary>
    /// <param name="order">Which.</param>
    /// <param name="targets">To whom each map is deferred; only the oracle asks.</param>
    /// <exception cref="ArgumentException">The order is by spread, and a map has none.</exception>
    public DeferralOrder Order(PixelOrder order, IReadOnlyList<DeferralTarget> targets)
    {
        if (order == PixelOrder.Oracle)
            return DeferralOrder.ByScore(Sum((map, i, pixel) => map.Gain(pixel, targets[i].Labels.Span[pixel])));
        if (_orders.TryGetValue(order, out var known))
            return known;
        return _orders[order] = order switch
        {
            PixelOrder.Random => DeferralOrder.Random(Pixels, _seed, _name),
            PixelOrder.Entropy => DeferralOrder.ByScore(Sum((map, _, pixel) => map.Entropy[pixel])),
            PixelOrder.Spread when Maps.All(map => map.Spread is not null) => DeferralOrder.ByScore(Sum((map, _, pixel) => map.Spread![pixel])),
            PixelOrder.Spread => throw new ArgumentException("Pixels are to be ordered by spread, and a map has none; see Orders.", nameof(order)),
            PixelOrder.MaxProbability => DeferralOrder.ByScore(Sum((map, _, pixel) => map.MaxProbability[pixel])),
            _ => throw new ArgumentOutOfRangeException(nameof(order), order, "There is no such order of pixels."),
        };
    }

    /// <summary>The labels when each pixel is answered by its channel, for each map.</summary>
    /// <param name="channels">0 for the model, j for expert j.</param>
    public IReadOnlyList<byte[]> Answered(long[] channels) => [.. Maps.Select(map => Fusion.Of<byte, long>(map.Model.Span, map.Experts, channels))];

    private double[] Sum(Func<LabelMap, int, int, double> score)
    {
        var sum = new double[Pixels];
        for (var i = 0; i < Maps.Count; i++)
        {
            for (var pixel = 0; pixel < sum.Length; pixel++)
                sum[pixel] += score(Maps[i], i, pixel);
        }
        return sum;
    }
}

/// <summary>Orders of pixels that need no trained router, those that go first are deferred first.</summary>
public enum PixelOrder
{
    /// <summary>A permutation by seed and case.</summary>
    Random,

    /// <summary>The largest entropy of the model's probabilities first, summed over the classes.</summary>
    Entropy,

    /// <summary>The smallest largest probability first; for two classes the same order as the entropy's.</summary>
    MaxProbability,

    /// <summary>Known from the truth: first what the answers mend, last what they spoil; no order has a higher accuracy at any budget.</summary>
    Oracle,

    /// <summary>The largest spread of several answers first, summed over the classes; where a network gives several.</summary>
    Spread,
}
