using System.Globalization;

namespace DeferredSeg.Deferral.Measures.Baselines;

/// <summary>What one policy came to in one case.</summary>
/// <param name="Policy">Which.</param>
/// <param name="Classes">The counts of every class that is measured.</param>
/// <param name="Deferred">The share of pixels that went to experts, 0 to 1.</param>
/// <param name="Cost">What they cost, per pixel of the image, in units of one wrong pixel.</param>
public sealed record PolicyResult(PolicyKey Policy, IReadOnlyList<Overlap> Classes, double Deferred, double Cost)
{
    /// <summary>The share that the model keeps, from 0 to 1.</summary>
    public double Coverage => 1 - Deferred;

    /// <summary>The 0-1 deferral risk of Eq. 1 with costs, meaned over classes: wrong pixels and cost, per pixel.</summary>
    public double Risk => Classes.Average(one => (double)one.Errors / one.Pixels) + Cost;

    /// <summary>The rates, meaned over classes.</summary>
    /// <param name="convention">What 0/0 is worth.</param>
    public OverlapRates Rates(EmptyMasks convention) => OverlapRates.Mean([.. Classes.Select(one => one.Rates(convention))]);
}

/// <summary>One way to decide who answers which pixel, by name.</summary>
/// <param name="Order">
/// routing; model, expert, majority, unanimous, combination, oracle-routing; or an order of pixels that needs no router: random, entropy,
/// max-probability, oracle, spread. With a head of estimates also adapted-model, routing-on-other-mask, adapted-entropy, learned-error and mean-entropy.
/// </param>
/// <param name="To">
/// Who answers what is deferred: an expert's name, chosen (whom the router prefers), majority, best (known from the truth); empty where the order says
/// it.
/// </param>
/// <param name="Match">How many pixels are deferred.</param>
/// <param name="Budget">The routing's budget that it is compared with; null for the routing without a budget.</param>
public sealed record PolicyKey(string Order, string To = "", BudgetMatch Match = BudgetMatch.Own, double? Budget = null)
{
    /// <summary>The router's.</summary>
    public const string Routing = "routing";

    /// <summary>The mask of a head of estimates, nobody asked.</summary>
    public const string Adapted = "adapted-model";

    /// <summary>
    /// The routing of a head of estimates on the other mask: on the head's own where the model answers, on the model's where the head's own does.
    /// </summary>
    public const string OtherRouting = "routing-on-other-mask";

    /// <summary>On the mask of a head of estimates, the least certain pixels by its own estimate.</summary>
    public const string AdaptedEntropy = "adapted-entropy";

    /// <summary>The pixels where the model is most likely wrong, as a head of estimates has it.</summary>
    public const string LearnedError = "learned-error";

    /// <summary>The least certain pixels by the mean of several answers.</summary>
    public const string MeanEntropy = "mean-entropy";

    /// <summary>The model alone.</summary>
    public static PolicyKey Model { get; } = new("model");

    /// <summary>Model and experts together as the configuration's policy has it.</summary>
    public static PolicyKey System { get; } = new(Routing);

    /// <summary>The routing with a budget that is used up.</summary>
    public static PolicyKey At(double budget) => new(Routing, "", BudgetMatch.Own, budget);

    /// <summary>For tables and files, for example <c>entropy to second, at equal cost</c>.</summary>
    public string Name => $"{Order}{(To.Length == 0 ? "" : Order == "expert" ? $" {To}" : $" to {To}")}{(Match == BudgetMatch.Cost ? ", at equal cost" : "")}";

    /// <summary>The budget for people: free, or a share in per cent.</summary>
    public string BudgetText => Budget is { } share ? string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.###} %") : "free";

    /// <summary>How an order of pixels is named.</summary>
    public static string Of(PixelOrder order) =>
        order switch
        {
            PixelOrder.MaxProbability => "max-probability",
            _ => order.ToString().ToLowerInvariant(),
        };
}

/// <summary>How many pixels a policy defers, compared with the routing.</summary>
public enum BudgetMatch
{
    /// <summary>As many as the policy itself says.</summary>
    Own,

    /// <summary>As many as the routing deferred of the same image: equal coverage.</summary>
    Coverage,

    /// <summary>As many as cost what the routing's deferred pixels cost: equal cost.</summary>
    Cost,
}
