using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Deferral.Regions;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Deferral.Routing.Policies;

namespace DeferredSeg.Host.Configuration.Settings;

/// <summary>How routing logits become decisions, without any training. docs/routing.md says what each means for each kind of head.</summary>
/// <param name="Ties">Who gets a pixel whose largest routing logits are equal: lowestChannel, the model before any expert (Eq. 6), or toExpert (Eq. 3).</param>
/// <param name="By">What decides that a pixel is deferred: logits, predictor, or both of them.</param>
/// <param name="Budget">The share of an image's pixels that may be deferred, rounded down to whole pixels; without it there is no budget.</param>
/// <param name="BudgetRule">fill: exactly that share, those with the largest margin; cap: at most that share, of what is deferred anyway.</param>
/// <param name="Absent">Experts, by name, who are away: their pixels go to the next best.</param>
/// <param name="UseCosts">Whether the cost that an expert's options state is taken from what the expert is worth.</param>
/// <param name="MinimumLoads">The least share of an image's pixels that each expert gets, J numbers; equal to the expert's capacity for an exact load.</param>
/// <param name="MinimumRegion">Connected regions of an expert with fewer pixels go back to the model.</param>
/// <param name="FillHoles">Holes of at most so many pixels in an expert's region go to the expert.</param>
/// <param name="Connectivity">Which pixels touch: four or eight neighbours.</param>
public sealed record RoutingSettings(
    TieRule Ties = TieRule.LowestChannel,
    RouteBy By = RouteBy.Logits,
    [OptionRange(0, 1)] double? Budget = null,
    BudgetRule BudgetRule = BudgetRule.Fill,
    IReadOnlyList<string>? Absent = null,
    bool UseCosts = true,
    [OptionRange(0, 1)] IReadOnlyList<double>? MinimumLoads = null,
    [OptionRange(0, int.MaxValue)] int MinimumRegion = 0,
    [OptionRange(0, int.MaxValue)] int FillHoles = 0,
    Connectivity Connectivity = Connectivity.Four
)
{
    /// <summary>The policy for the experts of an experiment. Their capacities are upper bounds, where they state one.</summary>
    /// <param name="experts">Experts 1 to J, in the order of the routing channels.</param>
    /// <exception cref="ConfigurationException">An absent expert is none of these, or there are not as many minimum loads.</exception>
    public RoutingPolicy Policy(IReadOnlyList<ExpertDescriptor> experts)
    {
        string[] names = [.. experts.Select(expert => expert.Id)];
        foreach (var name in Absent ?? [])
        {
            if (names.Contains(name, StringComparer.OrdinalIgnoreCase))
                continue;
            var near = NearestName.Of(name, names);
            throw new ConfigurationException(
                $"$.routing.absent names '{name}'; the experts are {string.Join(", ", names)}.{(near is null ? "" : $" Did you mean '{near}'?")}"
            );
        }
        if (MinimumLoads is { Count: > 0 } loads && loads.Count != experts.Count)
            throw new ConfigurationException($"$.routing.minimumLoads has {loads.Count} numbers for {experts.Count} experts; expected one for each.");
        return new(
            By,
            Ties,
            UseCosts && experts.Any(expert => expert.Cost > 0) ? [.. experts.Select(expert => expert.Cost)] : null,
            Absent is { Count: > 0 } absent ? [.. names.Select(name => !absent.Contains(name, StringComparer.OrdinalIgnoreCase))] : null,
            Budget,
            BudgetRule,
            experts.Any(expert => expert.Capacity is not null) ? [.. experts.Select(expert => expert.Capacity ?? 1)] : null,
            MinimumLoads is { Count: > 0 } ? MinimumLoads : null,
            MinimumRegion,
            FillHoles,
            Connectivity
        );
    }
}
