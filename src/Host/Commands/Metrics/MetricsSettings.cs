using System.Globalization;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Deferral.Measures.Budgets;

namespace DeferredSeg.Host.Commands.Metrics;

/// <summary>How things are measured.</summary>
/// <param name="Spacings">Distances of pixels, each giving a set of surface distances.</param>
/// <param name="VoxelSpacings">Distances of voxels that were typed, likewise; empty where the header's count.</param>
/// <param name="HasPixelSpacing">Whether distances of pixels were typed.</param>
/// <param name="Labels">Labels that are measured one by one; empty where all count as one foreground.</param>
/// <param name="Costs">c_j of each expert; empty means free.</param>
/// <param name="Bins">Bins of reliability diagrams.</param>
/// <param name="Fill">How bins are filled.</param>
/// <param name="Seed">Of random baselines and intervals.</param>
/// <param name="Empty">What 0/0 is worth.</param>
/// <param name="Ties">Who decides where the experts' votes are even.</param>
/// <param name="To">To whom baselines defer: majority, best, or an expert's number.</param>
/// <param name="Budgets">Deferred shares at which budget curves are reported.</param>
/// <param name="Fitted">Model and experts as held-out cases show them; null without.</param>
internal sealed record MetricsSettings(
    IReadOnlyList<PixelSpacing> Spacings,
    IReadOnlyList<VoxelSpacing> VoxelSpacings,
    bool HasPixelSpacing,
    IReadOnlyList<int> Labels,
    double[] Costs,
    int Bins,
    BinRule Fill,
    long Seed,
    EmptyMasks Empty,
    VoteTies Ties,
    string To,
    double[] Budgets,
    CalibratedCombination? Fitted
)
{
    /// <summary>The experts' majority.</summary>
    public const string Majority = "majority";

    /// <summary>The best expert of each pixel, known from the truth.</summary>
    public const string Best = "best";

    /// <summary>To whom the pixels of a case are deferred.</summary>
    /// <exception cref="ArgumentException">There is no such expert.</exception>
    public DeferralTarget Target(LabelMap map) =>
        To switch
        {
            Majority => DeferralTarget.Majority(map.Experts, map.Model.Span, Ties, Costs),
            Best => DeferralTarget.Best(map.Truth.Span, map.Experts, Costs),
            _ => DeferralTarget.Expert(map.Experts, int.Parse(To, CultureInfo.InvariantCulture), Costs),
        };

    /// <summary>Fits the combination of model and experts (Kerrigan et al., 2021) on held-out cases, their pixels laid end to end.</summary>
    /// <param name="inputs">For each case 'prob', 'truth' and 'experts'.</param>
    /// <param name="method">How the model's probabilities are corrected.</param>
    /// <exception cref="DataException">Arrays are missing or do not fit together.</exception>
    public static CalibratedCombination Fit(ArrayInputs inputs, RecalibrationMethod method)
    {
        var cases = MeasuredArrays.All(inputs).Where(one => one.Has("prob", "truth", "experts")).ToList();
        if (cases.Count == 0)
            throw new DataException(
                $"{inputs.Source} has nothing to fit on; expected 'prob', 'truth' [H, W] and 'experts' [J, H, W], with CASE/ in front where there are several."
            );
        List<double> foreground = [];
        List<byte> truth = [];
        List<List<byte>> experts = [];
        foreach (var one in cases)
        {
            var mask = one.Mask("truth", out var shape);
            var said = SplitMetrics.MasksOf(one, shape);
            if (experts.Count == 0)
                experts.AddRange(said.Select(_ => new List<byte>()));
            if (said.Count != experts.Count)
                throw new DataException(
                    $"{inputs.Source}: {one.Name} has {said.Count} experts, {cases[0].Name} has {experts.Count}; expected as many in every case."
                );
            truth.AddRange(mask);
            foreground.AddRange(one.Numbers("prob", shape));
            for (var j = 0; j < said.Count; j++)
                experts[j].AddRange(said[j].Span);
        }
        try
        {
            return CalibratedCombination.Fit([.. foreground], [.. truth], [.. experts.Select(one => new ReadOnlyMemory<byte>([.. one]))], method);
        }
        catch (ArgumentException e)
        {
            throw new DataException($"{inputs.Source}: {e.Message}", e);
        }
    }
}
