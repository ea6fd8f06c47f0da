using System.Text.Json.Serialization;
using DeferredSeg.Deferral.Metrics.Baselines;
using DeferredSeg.Deferral.Metrics.Budgets;
using DeferredSeg.Deferral.Metrics.Routed;

namespace DeferredSeg.Host.Commands.Metrics;

/// <summary>A routed image: System, Expert and Model, the risk, and what else could have been done with as many pixels.</summary>
internal sealed record SplitMetrics
{
    [JsonPropertyName("J")]
    public required int Experts { get; init; }

    [JsonPropertyName("deferral_rate")]
    public required double DeferralRate { get; init; }

    [JsonPropertyName("per_branch_rate")]
    public required IReadOnlyList<double> PerBranchRate { get; init; }

    public required OverlapNumbers System { get; init; }

    [JsonPropertyName("expert_only")]
    public required OverlapNumbers ExpertOnly { get; init; }

    [JsonPropertyName("model_only")]
    public required OverlapNumbers ModelOnly { get; init; }

    [JsonPropertyName("model_alone_full_image")]
    public required OverlapNumbers ModelAlone { get; init; }

    [JsonPropertyName("experts_alone_full_image")]
    public required IReadOnlyList<OverlapNumbers> ExpertsAlone { get; init; }

    [JsonPropertyName("per_expert_region")]
    public required IReadOnlyList<OverlapNumbers> PerExpertRegion { get; init; }

    /// <summary>The accuracy of each channel on the pixels routed to it; null where there are none.</summary>
    [JsonPropertyName("region_accuracy")]
    public required IReadOnlyList<double?> RegionAccuracy { get; init; }

    /// <summary>The 0-1 deferral risk of Eq. 1 with costs.</summary>
    public required RiskNumbers Risk { get; init; }

    /// <summary>rho of every channel; null without routing probabilities.</summary>
    [JsonPropertyName("soft_load")]
    public IReadOnlyList<double>? SoftLoad { get; init; }

    /// <summary>How well each channel's probability fits how often it is right; null without routing probabilities.</summary>
    [JsonPropertyName("channel_calibration")]
    public IReadOnlyList<ChannelNumbers>? ChannelCalibration { get; init; }

    /// <summary>Orders that need no router, deferring as many pixels; null without the model's probability.</summary>
    [JsonPropertyName("baselines_at_equal_coverage")]
    public IReadOnlyDictionary<string, BaselineNumbers>? AtEqualCoverage { get; init; }

    /// <summary>Policies with a coverage of their own; null without the model's probability.</summary>
    [JsonPropertyName("baseline_policies")]
    public IReadOnlyDictionary<string, BaselineNumbers>? Policies { get; init; }

    public static SplitMetrics Of(MeasuredArrays arrays, MetricsSettings settings)
    {
        var truth = arrays.Mask("truth", out var shape);
        var model = arrays.Mask("model_mask", shape);
        var experts = MasksOf(arrays, shape);
        var decision = arrays.Whole("decision", shape);
        var overlaps = RoutedOverlaps.Of<int>(truth, model, experts, decision);
        var metrics = new SplitMetrics
        {
            Experts = overlaps.Experts,
            DeferralRate = overlaps.DeferralRate,
            PerBranchRate = overlaps.HardLoad,
            System = OverlapNumbers.Of(overlaps.System),
            ExpertOnly = OverlapNumbers.Of(overlaps.ExpertOnly),
            ModelOnly = OverlapNumbers.Of(overlaps.ModelOnly),
            ModelAlone = OverlapNumbers.Of(overlaps.ModelAlone),
            ExpertsAlone = [.. overlaps.ExpertsAlone.Select(OverlapNumbers.Of)],
            PerExpertRegion = [.. overlaps.PerExpert.Select(OverlapNumbers.Of)],
            RegionAccuracy = [.. overlaps.RegionAccuracy.Select(JsonNumber.Of)],
            Risk = RiskNumbers.Of(DeferralRisk.Of<int>(truth, model, experts, decision, settings.Costs)),
        };
        if (arrays.Has("routing_prob"))
        {
            var flat = arrays.Numbers("routing_prob", [experts.Count + 1, .. shape]);
            IReadOnlyList<ReadOnlyMemory<double>> probabilities =
            [
                .. Enumerable.Range(0, experts.Count + 1).Select(channel => new ReadOnlyMemory<double>(flat, channel * truth.Length, truth.Length)),
            ];
            metrics = metrics with
            {
                SoftLoad = [.. ChannelLoad.Of<int>(probabilities, decision).Select(load => load.Soft)],
                ChannelCalibration =
                [
                    .. Deferral.Metrics.Routed.ChannelCalibration.Of(probabilities, truth, model, experts, settings.Bins).Select(ChannelNumbers.Of),
                ],
            };
        }
        if (!arrays.Has("prob"))
            return metrics;
        var one = new BaselineCase(arrays.Name, truth, model, arrays.Numbers("prob", shape), experts);
        var target = DeferralTarget.Majority(experts, model, costs: settings.Costs);
        return metrics with
        {
            AtEqualCoverage = Named(DeferralBaselines.AtEqualCoverage(one, target, checked((int)overlaps.Deferred), settings.Seed)),
            Policies = Named(DeferralBaselines.Policies(one, costs: settings.Costs)),
        };
    }

    private static Dictionary<string, BaselineNumbers> Named(IReadOnlyList<BaselineResult> results) =>
        results.ToDictionary(result => result.Baseline, result => BaselineNumbers.Of(result.Point));

    private static IReadOnlyList<ReadOnlyMemory<byte>> MasksOf(MeasuredArrays arrays, long[] shape)
    {
        var masks = arrays.Mask("experts", out var stacked);
        if (stacked.Length != shape.Length + 1 || !stacked[1..].SequenceEqual(shape))
            throw new DataException(
                $"{arrays.Inputs.FileOf(arrays.Prefix + "experts")}: '{arrays.Prefix}experts' is [{string.Join(", ", stacked)}]; expected [J, {string.Join(", ", shape)}], a mask for each expert."
            );
        var pixels = masks.Length / Math.Max(1, (int)stacked[0]);
        return [.. Enumerable.Range(0, (int)stacked[0]).Select(expert => new ReadOnlyMemory<byte>(masks, expert * pixels, pixels))];
    }
}
