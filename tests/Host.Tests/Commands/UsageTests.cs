namespace DeferredSeg.Host.Tests.Commands;

public sealed class UsageTests
{
    [Theory]
    [InlineData("'--budgts' is no option of this command.", "evaluate", "evaluate", "runs/demo", "--budgts", "3")]
    [InlineData("'--otput' is no option of this command. Did you mean '--output'?", "route", "route", "image.png", "--otput=routed")]
    [InlineData("'--foo' is no option of this command.", "config show", "config", "show", "--foo")]
    [InlineData("'-c' is no option of this command.", "route", "route", "image.png", "-c", "x.json", "--output", "routed")]
    [InlineData("'--out' is no option of this command. Did you mean '--output'?", "route", "route", "image.png", "--out", "routed")]
    [InlineData("--budget is 'abc'; expected a number", "route", "route", "image.png", "--output", "routed", "--budget", "abc")]
    [InlineData("--epochs is 'x'; expected a whole number.", "demo", "demo", "--epochs", "x")]
    [InlineData("There is no command 'inspct'. Did you mean 'inspect'? The commands are ", "data", "data", "inspct", "folder")]
    [InlineData("Required argument missing", "plugins info", "plugins", "info")]
    public void A_mistake_is_told_with_the_help_that_mends_it(string expected, string command, params string[] arguments)
    {
        var run = ProgramRun.Of(arguments);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(expected, run.Error);
        Assert.EndsWith($"See ./deferredseg {command} --help.", run.Error.TrimEnd());
    }

    [Theory]
    [InlineData("There is no command 'rout'. Did you mean 'route'?", "rout", "--run", "runs/demo")]
    [InlineData("There is no command 'trian'. Did you mean 'train'?", "trian")]
    public void A_command_that_is_not_there_is_told_with_the_nearest(string expected, params string[] arguments)
    {
        var run = ProgramRun.Of(arguments);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith(expected, run.Error);
    }

    [Fact]
    public void What_follows_two_dashes_may_have_any_name()
    {
        var run = ProgramRun.Of("evaluate", "--", "--budgts");

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("There is no folder --budgts", run.Error);
    }
}
