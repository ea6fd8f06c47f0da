using System.Numerics;

namespace DeferredSeg.Deferral.Measures;

/// <summary>
/// System, Expert and Model as the paper reports them (Sec. 5, Tables 3 to 7), of one image and one class, counted over pixels.
/// </summary>
/// <remarks>
/// Expert and Model restrict prediction and truth both to their region: outside of it both are background, so their dice, jaccard,
/// sensitivity and precision are those of the region alone, while specificity and accuracy also count every pixel outside as a true
/// negative. <see cref="Regions"/> has the counts of the regions alone. Which value an empty region has is the convention's to say,
/// see <see cref="EmptyMasks"/>. Several classes are measured one by one and averaged by <see cref="OverlapRates.Mean"/>.
/// </remarks>
public sealed record RoutedOverlaps
{
    /// <summary>Counts that were made before.</summary>
    /// <param name="regions">The counts inside each channel's region, J + 1 of them.</param>
    /// <param name="alone">Each channel on the full image, as many.</param>
    /// <exception cref="ArgumentException">There are none, or not as many of both.</exception>
    public RoutedOverlaps(IReadOnlyList<Overlap> regions, IReadOnlyList<Overlap> alone)
    {
        if (regions.Count == 0 || regions.Count != alone.Count)
            throw new ArgumentException(
                $"There are {regions.Count} regions and {alone.Count} channels; expected one region for each channel.",
                nameof(regions)
            );
        (Regions, Alone) = (regions, alone);
    }

    /// <summary>The counts inside each channel's region, J + 1 of them: the model's, then those of experts 1..J. Together they have every pixel once.</summary>
    public IReadOnlyList<Overlap> Regions { get; }

    /// <summary>Each channel on the full image, whoever the pixels were routed to: the model, then experts 1..J.</summary>
    public IReadOnlyList<Overlap> Alone { get; }

    /// <summary>J.</summary>
    public int Experts => Regions.Count - 1;

    /// <summary>Model and experts together, on the full image.</summary>
    public Overlap System => Regions.Aggregate((sum, region) => sum + region);

    /// <summary>The region routed to any expert.</summary>
    public Overlap ExpertOnly => Restricted(Deferral);

    /// <summary>The region the model keeps.</summary>
    public Overlap ModelOnly => Restricted(Regions[0]);

    /// <summary>The region routed to each expert, J of them.</summary>
    public IReadOnlyList<Overlap> PerExpert => [.. Regions.Skip(1).Select(Restricted)];

    /// <summary>The model on the full image, as if nothing had been deferred.</summary>
    public Overlap ModelAlone => Alone[0];

    /// <summary>Each expert on the full image, as if everything had been deferred to them; J of them.</summary>
    public IReadOnlyList<Overlap> ExpertsAlone => [.. Alone.Skip(1)];

    /// <summary>Pixels routed to any expert.</summary>
    public long Deferred => Deferral.Pixels;

    /// <summary>The share of pixels routed to any expert, from 0 to 1.</summary>
    public double DeferralRate => (double)Deferred / System.Pixels;

    /// <summary>The share of pixels the model keeps, from 0 to 1.</summary>
    public double Coverage => (double)Regions[0].Pixels / System.Pixels;

    /// <summary>The share of pixels of each channel, J + 1 values that sum to 1.</summary>
    public IReadOnlyList<double> HardLoad => [.. Regions.Select(region => (double)region.Pixels / System.Pixels)];

    /// <summary>The accuracy of each channel on the pixels routed to it, J + 1 values from 0 to 1; NaN where there are none.</summary>
    public IReadOnlyList<double> RegionAccuracy => [.. Regions.Select(region => region.Rates(EmptyMasks.Undefined).Accuracy)];

    private Overlap Deferral => Regions.Skip(1).Aggregate((sum, region) => sum + region);

    /// <summary>Measures masks of one class; one plane of several that may overlap (multilabel).</summary>
    /// <param name="truth">The true mask, 0 or 1.</param>
    /// <param name="model">The model's mask, 0 or 1, as many pixels.</param>
    /// <param name="experts">One mask an expert, 0 or 1; expert j lies at index j - 1.</param>
    /// <param name="decision">A channel for every pixel: 0 for the model, j for expert j.</param>
    /// <exception cref="ArgumentException">
    /// The sizes differ or are 0, a mask holds another value, there is no expert, or the decision names one that is not there.
    /// </exception>
    public static RoutedOverlaps Of<T>(
        ReadOnlySpan<byte> truth,
        ReadOnlySpan<byte> model,
        IReadOnlyList<ReadOnlyMemory<byte>> experts,
        ReadOnlySpan<T> decision
    )
        where T : unmanaged, IBinaryInteger<T>
    {
        CaseMasks.RequireBinary(truth, nameof(truth));
        CaseMasks.RequireBinary(model, nameof(model));
        ArgumentNullException.ThrowIfNull(experts);
        for (var j = 0; j < experts.Count; j++)
            CaseMasks.RequireBinary(experts[j].Span, CaseMasks.Expert(j + 1));
        return OfLabel(truth, model, experts, decision, 1);
    }

    /// <summary>Measures one label of label maps against the rest (exclusive classes).</summary>
    /// <param name="truth">The true label of every pixel.</param>
    /// <param name="model">The model's labels, as many pixels.</param>
    /// <param name="experts">One label map an expert; expert j lies at index j - 1.</param>
    /// <param name="decision">A channel for every pixel: 0 for the model, j for expert j.</param>
    /// <param name="label">The label that is foreground; every other is background.</param>
    /// <exception cref="ArgumentException">The sizes differ or are 0, there is no expert, or the decision names one that is not there.</exception>
    public static RoutedOverlaps OfLabel<T>(
        ReadOnlySpan<byte> truth,
        ReadOnlySpan<byte> model,
        IReadOnlyList<ReadOnlyMemory<byte>> experts,
        ReadOnlySpan<T> decision,
        byte label
    )
        where T : unmanaged, IBinaryInteger<T>
    {
        CaseMasks.RequireSize(truth.Length, model.Length, nameof(model));
        CaseMasks.RequireExperts(experts, truth.Length);
        CaseMasks.RequireDecision(decision, truth.Length, experts.Count);
        var regions = new Overlap[experts.Count + 1];
        var alone = new Overlap[experts.Count + 1];
        for (var channel = 0; channel < regions.Length; channel++)
        {
            (regions[channel], alone[channel]) = Count(truth, channel == 0 ? model : experts[channel - 1].Span, decision, channel, label);
        }
        return new(regions, alone);
    }

    private static (Overlap Region, Overlap Alone) Count<T>(
        ReadOnlySpan<byte> truth,
        ReadOnlySpan<byte> labels,
        ReadOnlySpan<T> decision,
        int channel,
        byte label
    )
        where T : unmanaged, IBinaryInteger<T>
    {
        // Indexed by routed, true, predicted: 4, 2 and 1.
        Span<long> counts = stackalloc long[8];
        for (var pixel = 0; pixel < truth.Length; pixel++)
        {
            counts[(int.CreateTruncating(decision[pixel]) == channel ? 4 : 0) + (truth[pixel] == label ? 2 : 0) + (labels[pixel] == label ? 1 : 0)]++;
        }
        var region = new Overlap(counts[7], counts[5], counts[6], counts[4]);
        return (region, region + new Overlap(counts[3], counts[1], counts[2], counts[0]));
    }

    private Overlap Restricted(Overlap region) => region with { TrueNegatives = region.TrueNegatives + System.Pixels - region.Pixels };
}
