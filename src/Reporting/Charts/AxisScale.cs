using System.Globalization;

namespace DeferredSeg.Reporting.Charts;

/// <summary>An axis laid onto a drawing: round marks, and where a value lies.</summary>
internal sealed class AxisScale
{
    // Beyond it, differences are no numbers any more.
    private const double Largest = 1e300;

    private readonly double _start;
    private readonly double _end;
    private readonly int _decimals;
    private readonly string? _exponent;

    /// <summary>Lays an axis between two coordinates so that the values fit; bounds that are not given are moved out to round marks.</summary>
    public AxisScale(ChartAxis axis, IEnumerable<double> values, double start, double end)
    {
        (_start, _end) = (start, end);
        var finite = values.Where(value => Math.Abs(value) < Largest).DefaultIfEmpty(0).ToArray();
        var low = axis.Minimum ?? finite.Min();
        var high = axis.Maximum ?? finite.Max();
        // Without a range there is nothing to divide by.
        var least = Math.Max(Math.Abs(low), Math.Abs(high)) * 1e-9;
        if (!(high - low > least))
            (low, high) = axis.Minimum is not null ? (low, low + Math.Max(1, least)) : (high - Math.Max(1, least), high);
        var step = Step(high - low);
        if (axis.WholeNumbers)
            step = Math.Max(1, Math.Ceiling(step));
        Low = axis.Minimum is null && !axis.WholeNumbers ? Math.Floor(low / step + 1e-9) * step : low;
        High = axis.Maximum is null && !axis.WholeNumbers ? Math.Ceiling(high / step - 1e-9) * step : high;
        _decimals = Math.Clamp((int)Math.Ceiling(-Math.Log10(step) - 1e-9), 0, 12);
        // Many zeros say less than an exponent.
        var most = Math.Max(Math.Abs(Low), Math.Abs(High));
        if (most is >= 1e7 or < 1e-3)
            _exponent = $"0.{new string('#', Math.Max(0, (int)Math.Ceiling(Math.Log10(most / step))))}e0";
        var first = (long)Math.Ceiling(Low / step - 1e-9);
        var last = (long)Math.Floor(High / step + 1e-9);
        Ticks = [.. Enumerable.Range(0, (int)(last - first + 1)).Select(tick => (first + tick) * step)];
    }

    public double Low { get; }

    public double High { get; }

    public IReadOnlyList<double> Ticks { get; }

    /// <summary>Where a value lies; beyond the axis it lies at its end.</summary>
    public double Place(double value) => _start + (Math.Clamp(value, Low, High) - Low) / (High - Low) * (_end - _start);

    public string Text(double tick) =>
        _exponent is null || tick == 0 ? NumberFormat.Fixed(tick, _exponent is null ? _decimals : 0) : tick.ToString(_exponent, CultureInfo.InvariantCulture);

    /// <summary>A coordinate as SVG writes it.</summary>
    public static string Coordinate(double value)
    {
        var text = value.ToString("0.##", CultureInfo.InvariantCulture);
        return text == "-0" ? "0" : text;
    }

    /// <summary>1, 2 or 5 times a power of ten, for about five marks.</summary>
    private static double Step(double range)
    {
        var rough = range / 5;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        return (rough / power) switch
        {
            <= 1.0000001 => power,
            <= 2.0000001 => 2 * power,
            <= 5.0000001 => 5 * power,
            _ => 10 * power,
        };
    }
}

/// <summary>An axis.</summary>
/// <param name="Label">What runs along it, with its unit.</param>
/// <param name="Minimum">Where it starts; null for where the data do.</param>
/// <param name="Maximum">Where it ends; null for where the data do.</param>
/// <param name="WholeNumbers">Whether only whole numbers are marked, for epochs.</param>
public sealed record ChartAxis(string Label, double? Minimum = null, double? Maximum = null, bool WholeNumbers = false);
