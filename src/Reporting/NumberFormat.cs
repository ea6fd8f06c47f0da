using System.Globalization;

namespace DeferredSeg.Reporting;

/// <summary>How a number is shown to people; the same in every culture. Files for machines hold the number itself.</summary>
/// <param name="Decimals">Digits after the point, from 0 to 15.</param>
/// <param name="Scale">What the number is multiplied with, 100 for a rate in per cent.</param>
/// <param name="Unit">The unit after scaling, for example <c>%</c> or <c>mm</c>; empty without one.</param>
public sealed record NumberFormat(int Decimals, double Scale = 1, string Unit = "")
{
    /// <summary>What stands for a number that is not defined.</summary>
    public const string Undefined = "-";

    /// <summary>A rate from 0 to 1, shown in per cent with two decimals as in the paper's tables.</summary>
    public static NumberFormat Percent { get; } = new(2, 100, "%");

    /// <summary>A whole number.</summary>
    public static NumberFormat Whole { get; } = new(0);

    /// <summary>The number without its unit; <see cref="Undefined"/> for NaN, and no sign before a zero.</summary>
    public string Text(double value) => Fixed(value * Scale, Decimals);

    /// <summary>The number with its unit, for example <c>97.06 %</c>.</summary>
    public string TextWithUnit(double value) => Unit.Length == 0 || double.IsNaN(value) ? Text(value) : $"{Text(value)} {Unit}";

    internal static string Fixed(double value, int decimals)
    {
        if (double.IsNaN(value))
            return Undefined;
        if (double.IsInfinity(value))
            return value > 0 ? "inf" : "-inf";
        var text = value.ToString("F" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return text[0] == '-' && text.AsSpan(1).IndexOfAnyExcept("0.") < 0 ? text[1..] : text;
    }
}
