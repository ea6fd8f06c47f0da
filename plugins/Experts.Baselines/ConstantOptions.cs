using Microsoft.Extensions.Configuration;

namespace Experts.Baselines;

/// <summary>The options of <c>constant</c>.</summary>
/// <param name="Value">What every pixel of every class is, 0 or 1: 0 is background everywhere, 1 is every class at once, also where classes exclude each other.</param>
/// <param name="Cost">The cost of one routed pixel, in units of one wrong pixel; at least 0.</param>
/// <param name="Person">The person whom the answers stand for, where experts are to be counted as one.</param>
/// <param name="Tier">The person's standing, for example <c>senior</c>.</param>
public sealed record ConstantOptions(int Value = 0, double Cost = 0, string? Person = null, string? Tier = null)
{
    /// <summary>Reads the options of a configuration; what it does not name keeps its default.</summary>
    /// <exception cref="ArgumentException">An option is unknown, unreadable or out of range; all problems are told at once.</exception>
    public static ConstantOptions From(IConfiguration configuration)
    {
        var texts = new OptionTexts(configuration, ConstantFactory.Name, [nameof(Value), nameof(Cost), nameof(Person), nameof(Tier)]);
        var defaults = new ConstantOptions();
        var options = new ConstantOptions(texts.ZeroOrOne(nameof(Value), defaults.Value), texts.Cost(nameof(Cost), defaults.Cost), texts.Text(nameof(Person)), texts.Text(nameof(Tier)));
        texts.RefuseProblems();
        return options;
    }
}
