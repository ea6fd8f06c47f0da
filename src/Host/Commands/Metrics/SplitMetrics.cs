using System.Globalization;
using System.Text.Json.Serialization;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;

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

    /// <summary>What a growing budget buys, by order of pixels; null without the model's probability.</summary>
    [JsonPropertyName("budget_curves")]
    public IReadOnlyDictionary<string, BudgetNumbers>? Budgets { get; init; }

    public static SplitMetrics Of(MeasuredArrays arrays, MetricsSettings settings)
    {
        var truth = arrays.Mask("truth", out var shape);
        var model = arrays.Mask("model_mask", shape);
        var experts = MasksOf(arrays, shape);
        var decision = arrays.Whole("decision", shape);
        var overlaps = RoutedOverlaps.Of<int>(truth, model, experts, decision);
        OverlapNumbers Counts(Overlap overlap) => OverlapNumbers.Of(overlap, settings.Empty);
        var metrics = new SplitMetrics
        {
            Experts = overlaps.Experts,
            DeferralRate = overlaps.DeferralRate,
            PerBranchRate = overlaps.HardLoad,
            System = Counts(overlaps.System),
            ExpertOnly = Counts(overlaps.ExpertOnly),
            ModelOnly = Counts(overlaps.ModelOnly),
            ModelAlone = Counts(overlaps.ModelAlone),
            ExpertsAlone = [.. overlaps.ExpertsAlone.Select(Counts)],
            PerExpertRegion = [.. overlaps.PerExpert.Select(Counts)],
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
                    .. Deferral.Measures.ChannelCalibration.Of(probabilities, truth, model, experts, settings.Bins, settings.Fill).Select(ChannelNumbers.Of),
                ],
            };
        }
        if (!arrays.Has("prob"))
            return metrics;
        var group = new RoutedGroup([LabelMap.OfMask(truth, model, experts, arrays.Numbers("prob", shape))], arrays.Name, settings.Seed);
        string[] names = [.. Enumerable.Range(1, experts.Count).Select(j => j.ToString(CultureInfo.InvariantCulture))];
        var orders = new PolicyMeasures([group], names, settings.Costs);
        orders.AddOrders(settings.To, settings.Target, [checked((int)overlaps.Deferred)]);
        var policies = new PolicyMeasures([group], names, settings.Costs);
        policies.AddExperts();
        policies.AddVotes(settings.Ties);
        if (settings.Fitted is { } fitted)
            policies.AddCombination(fitted);
        policies.AddOracle();
        return metrics with
        {
            AtEqualCoverage = orders.Results.Skip(1).ToDictionary(one => one.Policy.Order, one => BaselineNumbers.Of(one, settings.Empty)),
            Policies = policies.Results.ToDictionary(one => one.Policy.Name, one => BaselineNumbers.Of(one, settings.Empty)),
            Budgets = BudgetNumbers.Of(group, settings),
        };
    }

    /// <summary>The experts' masks of a case.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> MasksOf(MeasuredArrays arrays, long[] shape)
    {
        var masks = arrays.Mask("experts", out var stacked);
        if (stacked.Length != shape.Length + 1 || !stacked[1..].SequenceEqual(shape))
            throw new DataException(
                $"{arrays.Inputs.FileOf(arrays.Prefix + "experts")}: '{arrays.Prefix}experts' is [{string.Join(", ", stacked)}]; "
                    + $"expected [J, {string.Join(", ", shape)}], a mask for each expert."
            );
        var pixels = masks.Length / Math.Max(1, (int)stacked[0]);
        return [.. Enumerable.Range(0, (int)stacked[0]).Select(expert => new ReadOnlyMemory<byte>(masks, expert * pixels, pixels))];
    }
}

/// <summary>The 0-1 deferral risk of Eq. 1 and its parts, per pixel.</summary>
internal sealed record RiskNumbers(
    double Total,
    [property: JsonPropertyName("model_error")] double ModelError,
    [property: JsonPropertyName("expert_error")] double ExpertError,
    double Cost
)
{
    public static RiskNumbers Of(DeferralRisk risk) => new(risk.Total, risk.ModelError, risk.ExpertError, risk.Cost);
}

/// <summary>The calibration of the probability that one channel is right.</summary>
internal sealed record ChannelNumbers(
    int Channel,
    double Ece,
    double Mce,
    double Brier,
    double Nll,
    [property: JsonPropertyName("mean_probability")] double MeanProbability,
    double Accuracy
)
{
    public static ChannelNumbers Of(ChannelCalibration channel) =>
        new(
            channel.Channel,
            channel.Reliability.ExpectedError,
            channel.Reliability.MaximumError,
            channel.Score.Brier,
            channel.Score.NegativeLogLikelihood,
            channel.MeanProbability,
            channel.Accuracy
        );
}
