using DeferredSeg.Reporting.Progress;

namespace DeferredSeg.Reporting.Tests.Progress;

public sealed class ProgressBarTests
{
    [Fact]
    public void Nothing_is_written_where_nobody_looks()
    {
        var text = new StringWriter();
        using (var bar = new ProgressBar("Training", 10, text, visible: false)) bar.Show(10, "loss 1");

        Assert.Equal("", text.ToString());
    }

    [Fact]
    public void The_last_step_is_always_shown_and_the_line_ended()
    {
        var text = new StringWriter();
        using (var bar = new ProgressBar("Training", 4, text, visible: true))
        {
            for (var step = 1; step <= 4; step++) bar.Show(step, "loss 0.5");
        }

        Assert.Contains("Training [############################] 4/4  loss 0.5", text.ToString());
        Assert.EndsWith(Environment.NewLine, text.ToString());
    }

    [Fact]
    public void Steps_that_follow_at_once_do_not_redraw()
    {
        var text = new StringWriter();
        using var bar = new ProgressBar("Training", 1_000_000, text, visible: true);
        for (var step = 1; step <= 1000; step++) bar.Show(step, "");

        Assert.InRange(text.ToString().Count(c => c == '\r'), 1, 20);
    }
}
