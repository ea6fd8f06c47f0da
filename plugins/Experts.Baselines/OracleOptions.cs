using Microsoft.Extensions.Configuration;

namespace Experts.Baselines;

/// <summary>The options of <c>oracle</c>.</summary>
/// <param name="Cost">The cost of one routed pixel, in units of one wrong pixel; at least 0.</param>
/// <param name="Person">The person whom the answers stand for, where experts are to be counted as one.</param>
/// <param name="Tier">The person's standing, for example <c>senior</c>.</param>
public sealed record OracleOptions(double Cost = 0, string? Person = null, string? Tier = null)
{
    /// <summary>Reads the options of a configuration; what it does not name keeps its default.</summary>
    /// <exception cref="ArgumentException">An option is unknown, unreadable or out of range; all problems are told at once.</exception>
    public static OracleOptions From(IConfiguration configuration)
    {
        var texts = new OptionTexts(configuration, OracleFactory.Name, [nameof(Cost), nameof(Person), nameof(Tier)]);
        var defaults = new OracleOptions();
        var options = new OracleOptions(texts.Cost(nameof(Cost), defaults.Cost), texts.Text(nameof(Person)), texts.Text(nameof(Tier)));
        texts.RefuseProblems();
        return options;
    }
}
