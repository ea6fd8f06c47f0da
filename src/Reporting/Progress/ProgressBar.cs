using System.Diagnostics;
using System.Globalization;

namespace DeferredSeg.Reporting.Progress;

/// <summary>One line on standard error that says how far long work is. It writes nothing where standard error is not a terminal.</summary>
/// <remarks>It draws at most ten times a second, so that it costs the work nothing it would notice.</remarks>
public sealed class ProgressBar : IDisposable
{
    private const int BarWidth = 28;
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(100);

    private readonly TextWriter _writer;
    private readonly bool _visible;
    private readonly string _title;
    private readonly long _total;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _drawn = TimeSpan.MinValue;
    private int _length;

    /// <summary>Starts the clock.</summary>
    /// <param name="title">What is being done.</param>
    /// <param name="total">How many steps it takes.</param>
    public ProgressBar(string title, long total)
        : this(title, total, Console.Error, !Console.IsErrorRedirected)
    {
    }

    internal ProgressBar(string title, long total, TextWriter writer, bool visible)
    {
        _title = title;
        _total = total;
        _writer = writer;
        _visible = visible;
    }

    /// <summary>Shows that steps were made.</summary>
    /// <param name="done">How many so far.</param>
    /// <param name="detail">What else to show, the loss for example.</param>
    public void Show(long done, string detail)
    {
        if (!_visible) return;
        var now = _clock.Elapsed;
        if (done < _total && _drawn != TimeSpan.MinValue && now - _drawn < _interval) return;
        _drawn = now;
        var filled = (int)(BarWidth * done / Math.Max(1, _total));
        var left = done == 0 ? "" : $", {Clock(now * ((double)(_total - done) / done))} left";
        var rate = now.TotalSeconds > 0 ? (done / now.TotalSeconds).ToString("0.0", CultureInfo.InvariantCulture) : "0";
        var line = $"{_title} [{new string('#', filled)}{new string('.', BarWidth - filled)}] {done}/{_total}  {detail}  {rate}/s{left}";
        _writer.Write('\r' + line.PadRight(_length));
        _length = line.Length;
    }

    /// <summary>Ends the line, if there is one.</summary>
    public void Dispose()
    {
        if (_visible && _drawn != TimeSpan.MinValue) _writer.WriteLine();
    }

    private static string Clock(TimeSpan time) => time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
}
