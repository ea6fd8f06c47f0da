using System.Globalization;
using System.Text.RegularExpressions;
using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Deferral.Guarantees;

/// <summary>
/// What a guarantee promises: that the mean loss of patients to come is at most a level, unless chance has it otherwise with probability delta.
/// </summary>
/// <param name="Risk">Which loss.</param>
/// <param name="Level">The largest mean loss, above 0 and below 1.</param>
/// <param name="Delta">The probability of promising wrongly, above 0 and below 1.</param>
public sealed partial record RiskStatement(RiskKind Risk, double Level, double Delta)
{
    private const string Expected =
        "expected for example \"1 - dice <= 0.25 at delta 0.1\"; the risk is 1 - dice, false negatives or pixel error, level and delta lie between 0 and 1";

    private static readonly Dictionary<string, RiskKind> _risks = new(StringComparer.OrdinalIgnoreCase)
    {
        ["1 - dice"] = RiskKind.Dice,
        ["false negatives"] = RiskKind.FalseNegatives,
        ["pixel error"] = RiskKind.PixelError,
    };

    /// <summary>Reads a statement as a person writes it.</summary>
    /// <param name="text">For example <c>1 - dice &lt;= 0.25 at delta 0.1</c>.</param>
    /// <exception cref="FormatException">It is none; the message says what is expected.</exception>
    public static RiskStatement Parse(string text)
    {
        if (
            Form().Match(text) is not { Success: true } match
            || !_risks.TryGetValue(Spaces().Replace(match.Groups["risk"].Value.Replace("-", " - ", StringComparison.Ordinal), " ").Trim(), out var risk)
        )
            throw new FormatException($"'{text}' is no guarantee; {Expected}.");
        var (level, delta) = (Number("level"), Number("delta"));
        if (!(level is > 0 and < 1 && delta is > 0 and < 1))
            throw new FormatException($"'{text}' has the level {level} and delta {delta}; {Expected}.");
        return new(risk, level, delta);

        double Number(string name) => double.Parse(match.Groups[name].Value, NumberStyles.Float, CultureInfo.InvariantCulture);
    }

    /// <summary>The loss of one image, from 0 to 1, meaned over classes; two empty masks agree, and of an empty truth nothing is missed.</summary>
    /// <param name="classes">The counts of every class that is measured.</param>
    public double LossOf(IReadOnlyList<Overlap> classes) =>
        classes.Average(one =>
            Risk switch
            {
                RiskKind.Dice => 1 - one.Dice,
                RiskKind.FalseNegatives => one.TruePositives + one.FalseNegatives == 0
                    ? 0
                    : (double)one.FalseNegatives / (one.TruePositives + one.FalseNegatives),
                _ => (double)one.Errors / one.Pixels,
            }
        );

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{_risks.First(one => one.Value == Risk).Key} <= {Level} at delta {Delta}");

    [GeneratedRegex(@"^\s*(?<risk>[^<≤]+?)\s*(<=|≤)\s*(?<level>[0-9.eE+-]+)\s+at\s+delta\s*=?\s*(?<delta>[0-9.eE+-]+)\s*$", RegexOptions.IgnoreCase)]
    private static partial Regex Form();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}

/// <summary>What a guarantee is about.</summary>
public enum RiskKind
{
    /// <summary>1 - dice.</summary>
    Dice,

    /// <summary>The share of the true pixels that are missed: 1 - sensitivity.</summary>
    FalseNegatives,

    /// <summary>The share of all pixels that are wrong.</summary>
    PixelError,
}
