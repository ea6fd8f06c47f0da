using System.Diagnostics;
using System.Globalization;

namespace DeferredSeg.Reporting;

/// <summary>One line on standard error that says how far long work is. Where standard error is not a terminal it writes no bar.</summary>
/// <remarks>It draws at most ten times a second, so that it costs the work nothing it would notice.</remarks>
public sealed class ProgressBar : IDisposable
{
    private const int BarWidth = 28;
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(100);

    private readonly TextWriter _writer;
    private readonly bool _visible;
    private readonly int _columns;
    private readonly string _title;
    private readonly long _total;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TimeSpan _drawn = TimeSpan.MinValue;
    private int _length;

    /// <summary>Starts the clock.</summary>
    /// <param name="title">What is being done.</param>
    /// <param name="total">How many steps it takes.</param>
    public ProgressBar(string title, long total)
        : this(title, total, Console.Error, !Console.IsErrorRedirected, Columns()) { }

    internal ProgressBar(string title, long total, TextWriter writer, bool visible, int columns = int.MaxValue)
    {
        _title = title;
        _total = total;
        _writer = writer;
        _visible = visible;
        _columns = columns;
    }

    /// <summary>Shows that steps were made, with their rate and the time left since the bar was made.</summary>
    /// <param name="done">How many so far.</param>
    /// <param name="detail">What else to show, the loss for example.</param>
    public void Show(long done, string detail)
    {
        if (!IsDue(done, out var now))
            return;
        var rate = now.TotalSeconds > 0 ? done / now.TotalSeconds : 0;
        Draw(done, detail, rate, done == 0 ? null : now * ((double)(_total - done) / done));
    }

    /// <summary>Shows that steps were made, with a rate and a time left that the caller knows better: of work that was taken up again.</summary>
    /// <param name="done">How many so far.</param>
    /// <param name="detail">What else to show; called only where it is drawn.</param>
    /// <param name="perSecond">Steps in a second.</param>
    /// <param name="secondsLeft">Seconds left.</param>
    public void Show(long done, Func<string> detail, double perSecond, double secondsLeft)
    {
        if (IsDue(done, out _))
            Draw(
                done,
                detail(),
                perSecond,
                double.IsFinite(secondsLeft) && secondsLeft < TimeSpan.MaxValue.TotalSeconds ? TimeSpan.FromSeconds(secondsLeft) : null
            );
    }

    /// <summary>Writes a line that stays, above the bar. It is written where standard error is no terminal too.</summary>
    /// <param name="text">The line.</param>
    public void WriteLine(string text)
    {
        _writer.WriteLine(_length == 0 ? text : '\r' + text.PadRight(_length));
        (_length, _drawn) = (0, TimeSpan.MinValue);
    }

    /// <summary>Ends the line, if there is one.</summary>
    public void Dispose()
    {
        if (_length > 0)
            _writer.WriteLine();
    }

    /// <summary>A line that wraps could not be drawn over.</summary>
    private static int Columns()
    {
        try
        {
            return !Console.IsErrorRedirected && Console.WindowWidth > 1 ? Console.WindowWidth - 1 : int.MaxValue;
        }
        catch (IOException)
        {
            return int.MaxValue;
        }
    }

    private bool IsDue(long done, out TimeSpan now)
    {
        now = _clock.Elapsed;
        return _visible && (done >= _total || _drawn == TimeSpan.MinValue || now - _drawn >= _interval);
    }

    private void Draw(long done, string detail, double rate, TimeSpan? left)
    {
        _drawn = _clock.Elapsed;
        var filled = (int)Math.Clamp(BarWidth * done / Math.Max(1, _total), 0, BarWidth);
        var head = $"{_title} [{new string('#', filled)}{new string('.', BarWidth - filled)}] {done}/{_total}  ";
        var tail = $"  {rate.ToString("0.0", CultureInfo.InvariantCulture)}/s{(left is { } time ? $", {Clock(time)} left" : "")}";
        // A narrow terminal shows less of the detail, the most important of which comes first.
        var room = Math.Max(0, _columns - head.Length - tail.Length);
        var line = head + (detail.Length > room ? detail[..room] : detail) + tail;
        if (line.Length > _columns)
            line = line[.._columns];
        _writer.Write('\r' + line.PadRight(_length));
        _length = line.Length;
    }

    private static string Clock(TimeSpan time) => time.ToString(time.TotalHours >= 1 ? @"h\:mm\:ss" : @"m\:ss", CultureInfo.InvariantCulture);
}
