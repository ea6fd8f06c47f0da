namespace DeferredSeg.Reporting.Tests.Progress;

public sealed class ProgressBarTests
{
    [Fact]
    public void Nothing_is_written_where_nobody_looks()
    {
        var text = new StringWriter();
        using (var bar = new ProgressBar("Training", 10, text, visible: false))
            bar.Show(10, "loss 1");

        Assert.Equal("", text.ToString());
    }

    [Fact]
    public void The_last_step_is_always_shown_and_the_line_ended()
    {
        var text = new StringWriter();
        using (var bar = new ProgressBar("Training", 4, text, visible: true))
        {
            for (var step = 1; step <= 4; step++)
                bar.Show(step, "loss 0.5");
        }

        Assert.Contains("Training [############################] 4/4  loss 0.5", text.ToString());
        Assert.EndsWith(Environment.NewLine, text.ToString());
    }

    [Fact]
    public void Steps_that_follow_at_once_do_not_redraw()
    {
        var text = new StringWriter();
        using var bar = new ProgressBar("Training", 1_000_000, text, visible: true);
        for (var step = 1; step <= 1000; step++)
            bar.Show(step, "");

        Assert.InRange(text.ToString().Count(c => c == '\r'), 1, 20);
    }

    [Fact]
    public void A_line_that_stays_takes_the_bars_place_and_is_written_where_nobody_looks_too()
    {
        var (seen, piped) = (new StringWriter(), new StringWriter());
        using (var bar = new ProgressBar("Training", 4, seen, visible: true))
        {
            bar.Show(1, () => "a rather long detail", 2, 3);
            bar.WriteLine("epoch 1");
        }
        using (var bar = new ProgressBar("Training", 4, piped, visible: false))
        {
            bar.Show(1, () => throw new InvalidOperationException("Nobody asked for it."), 2, 3);
            bar.WriteLine("epoch 1");
        }

        Assert.Contains("1/4  a rather long detail  2.0/s, 0:03 left\repoch 1   ", seen.ToString());
        Assert.EndsWith(Environment.NewLine, seen.ToString());
        Assert.Equal("epoch 1" + Environment.NewLine, piped.ToString());
    }

    [Theory]
    [InlineData(60)]
    [InlineData(10)]
    public void A_narrow_terminal_gets_one_line(int columns)
    {
        var text = new StringWriter();
        using (var bar = new ProgressBar("Training", 4, text, visible: true, columns))
            bar.Show(9, () => new string('x', 200), 2, double.PositiveInfinity);

        Assert.Equal(columns + 1, text.ToString().TrimEnd().Length);
        if (columns == 60)
            Assert.EndsWith("2.0/s", text.ToString().TrimEnd());
    }
}
