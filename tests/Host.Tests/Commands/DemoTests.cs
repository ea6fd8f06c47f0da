using System.Text.Json;

namespace DeferredSeg.Host.Tests.Commands;

public sealed class DemoTests
{
    [Fact]
    public void The_demo_trains_and_says_how_good_it_became()
    {
        var run = ProgramRun.Of("demo", "--steps", "25", "--format", "json");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("", run.Error);
        var result = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal("UNet", result.GetProperty("backbone").GetString());
        Assert.True(result.GetProperty("diceAfter").GetProperty("mean").GetDouble() > result.GetProperty("diceBefore").GetProperty("mean").GetDouble() + 0.2);
    }

    [Fact]
    public void The_same_seed_gives_the_same_numbers()
    {
        string[] arguments = ["demo", "--steps", "3", "--seed", "5", "--format", "json"];

        Assert.Equal(Numbers(ProgramRun.Of(arguments)), Numbers(ProgramRun.Of(arguments)));
    }

    [Theory]
    [InlineData("--steps", "0", "expected 1 to 100000")]
    [InlineData("--steps", "many", "many")]
    [InlineData("--format", "xml", "xml")]
    [InlineData("--stepps", "4", "--stepps")]
    public void A_mistyped_command_line_is_answered_with_usage(string option, string value, string expected)
    {
        var run = ProgramRun.Of("demo", option, value);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error);
        Assert.Contains("--help", run.Error);
    }

    [Fact]
    public void A_missing_folder_of_plugins_is_named()
    {
        var run = ProgramRun.Of([("DEFERREDSEG_PLUGINS", "/nowhere")], "demo");

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("The folder of plugins /nowhere is not there", run.Error);
    }

    private static string Numbers(ProgramRun run)
    {
        var result = JsonDocument.Parse(run.Output).RootElement;
        return $"{result.GetProperty("loss")} {result.GetProperty("diceAfter")}";
    }
}
