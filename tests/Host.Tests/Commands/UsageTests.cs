namespace DeferredSeg.Host.Tests.Commands;

public sealed class UsageTests
{
    [Theory]
    [InlineData("'--budgts' is no option of this command.", "evaluate", "evaluate", "runs/demo", "--budgts", "3")]
    [InlineData("'--otput' is no option of this command. Did you mean '--output'?", "route", "route", "image.png", "--otput=routed")]
    [InlineData("'--foo' is no option of this command.", "config show", "config", "show", "--foo")]
    [InlineData("'-c' is no option of this command.", "route", "route", "image.png", "-c", "x.json", "--output", "routed")]
    [InlineData("Required argument missing", "plugins info", "plugins", "info")]
    public void A_mistake_is_told_with_the_help_that_mends_it(string expected, string command, params string[] arguments)
    {
        var run = ProgramRun.Of(arguments);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(expected, run.Error);
        Assert.EndsWith($"See ./deferredseg {command} --help.", run.Error.TrimEnd());
    }

    [Fact]
    public void What_follows_two_dashes_may_have_any_name()
    {
        var run = ProgramRun.Of("evaluate", "--", "--budgts");

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("There is no folder --budgts", run.Error);
    }
}
