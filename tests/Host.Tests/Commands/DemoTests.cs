using System.Text.Json;

namespace DeferredSeg.Host.Tests.Commands;

public sealed class DemoTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("deferredseg").FullName;

    [Fact]
    public void The_demo_trains_measures_and_reports_and_the_same_seed_gives_the_same_numbers()
    {
        var output = Path.Combine(_folder, "demo");

        var run = ProgramRun.Of("demo", "--epochs", "1", "--output", output, "--format", "json");
        var again = ProgramRun.Of("demo", "--epochs", "1", "--output", output);

        Assert.True(run.ExitCode == 0, run.Error);
        var tables = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(3, tables.GetProperty("perspectives").GetProperty("rows").GetArrayLength());
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Contains("System", again.Output);
        Assert.Contains("a DSC (overlap with the truth) of ", again.Output.TrimEnd().Split('\n')[^1]);
        Assert.Contains($"Report: {Path.Combine(output, "routing", "evaluation", "report.html")}", again.Output);
        Assert.Equal(run.Output, File.ReadAllText(Path.Combine(output, "routing", "evaluation", "results.json")));
    }

    [Fact]
    public void A_folder_with_something_else_is_left_alone()
    {
        File.WriteAllText(Path.Combine(_folder, "thesis.txt"), "years of work");

        var run = ProgramRun.Of("demo", "--output", _folder);

        Assert.Equal(ExitCode.Data, run.ExitCode);
        Assert.Contains("holds something that is no demo", run.Error);
        Assert.True(File.Exists(Path.Combine(_folder, "thesis.txt")));
    }

    [Theory]
    [InlineData("--epochs", "0", "expected 1 to 1000")]
    [InlineData("--epochs", "many", "many")]
    [InlineData("--format", "xml", "xml")]
    [InlineData("--epoks", "4", "--epoks")]
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
        var run = ProgramRun.Started([("DEFERREDSEG_PLUGINS", "/nowhere")], "demo");

        Assert.Equal(5, run.ExitCode);
        Assert.Contains("The folder of plugins /nowhere is not there", run.Error);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
