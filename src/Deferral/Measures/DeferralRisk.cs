using System.Numerics;

namespace DeferredSeg.Deferral.Measures;

/// <summary>The 0-1 deferral risk of Eq. 1 with costs: the mean over pixels of I[r = 0] I[h ≠ y] + Σ_j I[r = j] (I[m_j ≠ y] + c_j).</summary>
/// <remarks>
/// Labels may be masks or label maps. A cost is in units of one wrong pixel; without costs the risk is Eq. 1 itself, one minus the system's accuracy.
/// </remarks>
public sealed record DeferralRisk
{
    internal DeferralRisk(long[] pixels, long[] errors, double[] costs) => (Pixels, Errors, Costs) = (pixels, errors, costs);

    /// <summary>The pixels routed to each channel, J + 1 of them.</summary>
    public IReadOnlyList<long> Pixels { get; }

    /// <summary>Those of them that the channel has wrong, J + 1 of them: the model's errors, then those of experts 1..J.</summary>
    public IReadOnlyList<long> Errors { get; }

    /// <summary>What asking each channel costs, J + 1 values in all: its pixels times its cost, 0 for the model.</summary>
    public IReadOnlyList<double> Costs { get; }

    /// <summary>The model's part: its errors on what it keeps, per pixel of the image; from 0 to 1.</summary>
    public double ModelError => (double)Errors[0] / Pixels.Sum();

    /// <summary>The experts' part: their errors on what they were given, per pixel of the image; from 0 to 1.</summary>
    public double ExpertError => (double)Errors.Skip(1).Sum() / Pixels.Sum();

    /// <summary>The part of the costs, per pixel of the image; 0 or more.</summary>
    public double Cost => Costs.Sum() / Pixels.Sum();

    /// <summary>The risk: the sum of the three parts; 0 or more.</summary>
    public double Total => (double)Errors.Sum() / Pixels.Sum() + Cost;

    /// <summary>Measures one image or many, laid end to end.</summary>
    /// <param name="truth">The true label of every pixel.</param>
    /// <param name="model">The model's labels, as many pixels.</param>
    /// <param name="experts">One map an expert; expert j lies at index j - 1.</param>
    /// <param name="decision">A channel for every pixel: 0 for the model, j for expert j.</param>
    /// <param name="costs">c_j of every expert, 0 or more; empty where asking is free.</param>
    /// <exception cref="ArgumentException">
    /// The sizes differ or are 0, there is no expert, the decision names one that is not there, or a cost is negative or not finite.
    /// </exception>
    public static DeferralRisk Of<T>(
        ReadOnlySpan<byte> truth,
        ReadOnlySpan<byte> model,
        IReadOnlyList<ReadOnlyMemory<byte>> experts,
        ReadOnlySpan<T> decision,
        ReadOnlySpan<double> costs = default
    )
        where T : unmanaged, IBinaryInteger<T>
    {
        CaseMasks.RequireSize(truth.Length, model.Length, nameof(model));
        CaseMasks.RequireExperts(experts, truth.Length);
        CaseMasks.RequireDecision(decision, truth.Length, experts.Count);
        CaseMasks.RequireCosts(costs, experts.Count);
        var pixels = new long[experts.Count + 1];
        var errors = new long[experts.Count + 1];
        var paid = new double[experts.Count + 1];
        for (var channel = 0; channel < pixels.Length; channel++)
        {
            (pixels[channel], errors[channel]) = Count(truth, channel == 0 ? model : experts[channel - 1].Span, decision, channel);
            if (channel > 0 && !costs.IsEmpty)
                paid[channel] = pixels[channel] * costs[channel - 1];
        }
        return new(pixels, errors, paid);
    }

    private static (long Pixels, long Errors) Count<T>(ReadOnlySpan<byte> truth, ReadOnlySpan<byte> labels, ReadOnlySpan<T> decision, int channel)
        where T : unmanaged, IBinaryInteger<T>
    {
        long pixels = 0,
            errors = 0;
        for (var pixel = 0; pixel < truth.Length; pixel++)
        {
            if (int.CreateTruncating(decision[pixel]) != channel)
                continue;
            pixels++;
            if (labels[pixel] != truth[pixel])
                errors++;
        }
        return (pixels, errors);
    }
}
