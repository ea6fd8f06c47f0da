using System.Globalization;

namespace DeferredSeg.Training.Evaluation;

/// <summary>One way to decide who answers which pixel, by name.</summary>
/// <param name="Order">
/// routing; model, expert, majority, unanimous, oracle-routing; or an order of pixels that needs no router: entropy, random, oracle.
/// </param>
/// <param name="To">
/// Who answers what is deferred: an expert's name, chosen (whom the router prefers), majority, best (known from the truth); empty where the order says
/// it.
/// </param>
/// <param name="Match">How many pixels are deferred.</param>
/// <param name="Budget">The routing's budget that it is measured beside; null for the routing without a budget.</param>
public sealed record PolicyKey(string Order, string To = "", BudgetMatch Match = BudgetMatch.Own, double? Budget = null)
{
    /// <summary>The router's.</summary>
    public const string Routing = "routing";

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
}
