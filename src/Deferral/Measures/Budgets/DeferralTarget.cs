using System.Numerics;
using DeferredSeg.Deferral.Measures.Baselines;

namespace DeferredSeg.Deferral.Measures.Budgets;

/// <summary>To whom pixels are deferred: the label each pixel gets if it is, and what asking for it costs.</summary>
public sealed class DeferralTarget
{
    private readonly double[]? _costs;
    private readonly double _cost;

    private DeferralTarget(ReadOnlyMemory<byte> labels, double cost, double[]? costs = null)
    {
        if (labels.IsEmpty)
            throw new ArgumentException("There are no labels to defer to; expected one for every pixel of an image.", nameof(labels));
        (Labels, _cost, _costs) = (labels, cost, costs);
    }

    /// <summary>What every pixel becomes if it is deferred: 0 or 1, or a label.</summary>
    public ReadOnlyMemory<byte> Labels { get; }

    /// <summary>What deferring a pixel costs, in units of one wrong pixel; 0 or more.</summary>
    /// <param name="pixel">Its index.</param>
    public double Cost(int pixel) => _costs is null ? _cost : _costs[pixel];

    /// <summary>Any labels, for example those of a consensus or of <see cref="CalibratedCombination"/>.</summary>
    /// <param name="labels">The label of every pixel.</param>
    /// <param name="cost">What deferring one pixel costs, 0 or more.</param>
    /// <exception cref="ArgumentException">There is no pixel, or the cost is negative or not finite.</exception>
    public static DeferralTarget Of(ReadOnlyMemory<byte> labels, double cost = 0)
    {
        CaseMasks.RequireCost(cost, "labels deferred to");
        return new(labels, cost);
    }

    /// <summary>One expert for every pixel.</summary>
    /// <param name="experts">One mask or label map an expert; expert j lies at index j - 1.</param>
    /// <param name="channel">Which of them, from 1 to J.</param>
    /// <param name="costs">c_j of every expert, 0 or more; empty where asking is free.</param>
    /// <exception cref="ArgumentException">There is no such expert, the sizes differ or are 0, or a cost is negative or not finite.</exception>
    public static DeferralTarget Expert(IReadOnlyList<ReadOnlyMemory<byte>> experts, int channel, ReadOnlySpan<double> costs = default)
    {
        Require(experts, costs);
        if (channel < 1 || channel > experts.Count)
            throw new ArgumentOutOfRangeException(nameof(channel), channel, $"Expert {channel} is to be deferred to; expected 1 to {experts.Count}.");
        return new(experts[channel - 1], costs.IsEmpty ? 0 : costs[channel - 1]);
    }

    /// <summary>
    /// All experts for every pixel, the majority decides (<see cref="ExpertVote.Majority"/>). All are asked, so a pixel costs the sum of their costs.
    /// </summary>
    /// <param name="experts">One mask or label map an expert.</param>
    /// <param name="model">The model's labels, for ties.</param>
    /// <param name="ties">Who decides where two labels have equally many votes.</param>
    /// <param name="costs">c_j of every expert, 0 or more; empty where asking is free.</param>
    /// <exception cref="ArgumentException">There is no expert, the sizes differ or are 0, or a cost is negative or not finite.</exception>
    public static DeferralTarget Majority(
        IReadOnlyList<ReadOnlyMemory<byte>> experts,
        ReadOnlySpan<byte> model,
        VoteTies ties = VoteTies.Model,
        ReadOnlySpan<double> costs = default
    )
    {
        Require(experts, costs);
        return new(ExpertVote.Majority(experts, model, ties), Sum(costs));
    }

    /// <summary>A chosen expert for each pixel, for example the one whose routing probability is the largest among the experts.</summary>
    /// <param name="experts">One mask or label map an expert; expert j lies at index j - 1.</param>
    /// <param name="channels">From 1 to J for every pixel.</param>
    /// <param name="costs">c_j of every expert, 0 or more; empty where asking is free.</param>
    /// <exception cref="ArgumentException">A channel is none of an expert, the sizes differ or are 0, or a cost is negative or not finite.</exception>
    public static DeferralTarget Chosen<T>(IReadOnlyList<ReadOnlyMemory<byte>> experts, ReadOnlySpan<T> channels, ReadOnlySpan<double> costs = default)
        where T : unmanaged, IBinaryInteger<T>
    {
        Require(experts, costs);
        CaseMasks.RequireDecision(channels, experts[0].Length, experts.Count);
        var labels = new byte[channels.Length];
        var paid = costs.IsEmpty ? null : new double[channels.Length];
        for (var j = 0; j < experts.Count; j++)
        {
            var expert = experts[j].Span;
            for (var pixel = 0; pixel < labels.Length; pixel++)
            {
                var channel = int.CreateTruncating(channels[pixel]);
                if (channel == 0)
                    throw new ArgumentException(
                        $"Pixel {pixel} names channel 0, the model; expected an expert from 1 to {experts.Count} to defer it to.",
                        nameof(channels)
                    );
                if (channel != j + 1)
                    continue;
                labels[pixel] = expert[pixel];
                if (paid is not null)
                    paid[pixel] = costs[j];
            }
        }
        return new(labels, 0, paid);
    }

    /// <summary>
    /// For each pixel the best expert, known from the truth: of those who are right, or of all where none is, the cheapest, and the lowest channel of
    /// several.
    /// </summary>
    /// <param name="truth">The true label of every pixel.</param>
    /// <param name="experts">One mask or label map an expert; expert j lies at index j - 1.</param>
    /// <param name="costs">c_j of every expert, 0 or more; empty where asking is free.</param>
    /// <exception cref="ArgumentException">The sizes differ or are 0, there is no expert, or a cost is negative or not finite.</exception>
    public static DeferralTarget Best(ReadOnlySpan<byte> truth, IReadOnlyList<ReadOnlyMemory<byte>> experts, ReadOnlySpan<double> costs = default)
    {
        CaseMasks.RequireExperts(experts, truth.Length);
        Require(experts, costs);
        var cheapest = OracleRouting.Cheapest([.. costs], experts.Count);
        var best = new int[truth.Length];
        for (var pixel = 0; pixel < best.Length; pixel++)
        {
            var label = truth[pixel];
            var right = Array.FindIndex(cheapest, j => experts[j].Span[pixel] == label);
            best[pixel] = cheapest[Math.Max(right, 0)] + 1;
        }
        return Chosen<int>(experts, best, costs);
    }

    private static double Sum(ReadOnlySpan<double> costs)
    {
        var sum = 0.0;
        foreach (var cost in costs)
            sum += cost;
        return sum;
    }

    private static void Require(IReadOnlyList<ReadOnlyMemory<byte>> experts, ReadOnlySpan<double> costs)
    {
        ArgumentNullException.ThrowIfNull(experts);
        CaseMasks.RequireCosts(costs, experts.Count);
        if (experts.Count > 0 && experts[0].IsEmpty)
            throw new ArgumentException("The experts' masks have no pixels; expected those of an image.", nameof(experts));
        for (var j = 0; j < experts.Count; j++)
        {
            if (experts[j].Length != experts[0].Length)
                throw new ArgumentException(
                    $"The {CaseMasks.Expert(j + 1)} has {experts[j].Length} pixels, that of expert 1 has {experts[0].Length}; both must be of the same image.",
                    nameof(experts)
                );
        }
        if (experts.Count == 0)
            throw new ArgumentException("There are no experts to defer to; expected the mask of one or more.", nameof(experts));
    }
}
