namespace DeferredSeg.Host.Tests.Commands;

/// <summary>What is easily typed wrongly, and was answered silently or by something else.</summary>
public sealed class MistakeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("deferredseg").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(ExitCode.Usage, "expected the folders of trained runs, --config or --list", "evaluate")]
    [InlineData(ExitCode.Usage, "expected --config with the experiment, or --list", "train")]
    [InlineData(
        ExitCode.Configuration,
        "--set gives evaluation:budgets a value, and it holds a list",
        "config",
        "validate",
        "FILE",
        "--set",
        "evaluation:budgets=0.1"
    )]
    [InlineData(ExitCode.Configuration, "--set gives backbone a value, and it holds parts", "config", "validate", "FILE", "--set", "backbone=UNet")]
    [InlineData(ExitCode.Configuration, "$.experts[1].source is ''", "config", "validate", "FILE", "--set", "experts:1:name=second")]
    public void Each_has_one_message_and_its_exit_code(int code, string message, params string[] arguments)
    {
        var file = Path.Combine(_folder, "experiment.json");
        File.WriteAllText(file, """{ "backbone": { "id": "UNet" }, "experts": [ { "source": "oracle" } ], "evaluation": { "budgets": [0.1, 0.2] } }""");

        var run = ProgramRun.Of([.. arguments.Select(argument => argument == "FILE" ? file : argument)]);

        Assert.Equal(code, run.ExitCode);
        Assert.Contains(message, run.Error);
    }

    [Fact]
    public void A_text_that_is_no_json_is_told_with_its_line_as_editors_count()
    {
        var file = Path.Combine(_folder, "broken.json");
        File.WriteAllText(file, "{\n  \"seed\": 1,\n  \"device\" 2\n}\n");

        var run = ProgramRun.Of("config", "validate", file);

        Assert.Equal(ExitCode.Configuration, run.ExitCode);
        Assert.Contains("line 3, column 12", run.Error);
        Assert.DoesNotContain("LineNumber", run.Error);
    }

    [Fact]
    public void To_resume_what_was_not_begun_is_said()
    {
        var run = ProgramRun.Of(
            "train",
            "--resume",
            "--set",
            "dataset:source=phantom",
            "--set",
            "dataset:phantom:cases=8",
            "--set",
            "dataset:phantom:size=16",
            "--set",
            "backbone:options:width=2",
            "--set",
            "backbone:options:depth=1",
            "--set",
            "training:deferral=false",
            "--set",
            "training:epochs=1",
            "--set",
            $"run:folder={Path.Combine(_folder, "run")}"
        );

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("There is no run in", run.Error);
    }
}
