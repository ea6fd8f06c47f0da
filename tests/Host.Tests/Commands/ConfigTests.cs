using System.Text.Json;
using DeferredSeg.Host.Tests.Plugins;

namespace DeferredSeg.Host.Tests.Commands;

public sealed class ConfigTests : IDisposable
{
    private readonly PluginsFolder _plugins = new();
    private readonly string _file;

    public ConfigTests()
    {
        foreach (var id in new[] { "Sound.Backbone", "Sound.Head", "Sound.Expert" })
            _plugins.Add(id);
        _file = Path.Combine(_plugins.Outside, "experiment.json");
        File.WriteAllText(
            _file,
            """{ "seed": 1, "device": "cuda", "backbone": { "id": "Tiny", "options": { "width": 3, "slope": 0.3 } }, "head": { "id": "Tiny" }, "experts": [ { "source": "tiny" } ] }"""
        );
    }

    public void Dispose() => _plugins.Dispose();

    [Fact]
    public void Show_tells_the_origin_of_every_value_through_all_layers()
    {
        var second = Path.Combine(_plugins.Outside, "second.json");
        File.WriteAllText(second, """{ "device": "cpu", "seed": 2, "backbone": { "options": { "slope": 0.4 } } }""");

        var run = ProgramRun.Started(
            [("DEFERREDSEG__seed", "3"), ("DEFERREDSEG__experts__0__options__flipRate", "0.1")],
            "config",
            "show",
            "--plugins",
            _plugins.Root,
            "--config",
            _file,
            "--config",
            second,
            "--set",
            "seed=4",
            "--format",
            "json"
        );

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var values = JsonDocument
            .Parse(run.Output)
            .RootElement.EnumerateArray()
            .ToDictionary(
                value => value.GetProperty("path").GetString()!,
                value => (value.TryGetProperty("value", out var text) ? text.GetString() : null, value.GetProperty("origin").GetString())
            );
        Assert.Equal(("4", "--set"), values["seed"]);
        Assert.Equal(("cpu", second), values["device"]);
        Assert.Equal(("3", _file), values["backbone:options:width"]);
        Assert.Equal(("0.4", second), values["backbone:options:slope"]);
        Assert.Equal(("true", "default of Sound.Backbone"), values["backbone:options:bias"]);
        Assert.Equal(("0.1", "environment"), values["experts:0:options:flipRate"]);
        Assert.Equal(("lowestChannel", "default"), values["routing:ties"]);
    }

    [Fact]
    public void Show_is_a_table_for_people()
    {
        var run = ProgramRun.Of("config", "show", "--plugins", _plugins.Root, "--config", _file);

        Assert.Equal(0, run.ExitCode);
        Assert.All(
            ["backbone:options:bias", "true", "experiment.json"],
            words => Assert.Contains(words, run.Output.ReplaceLineEndings("").Replace("│", "").Replace(" ", ""))
        );
    }

    [Fact]
    public void Validate_tells_everything_at_once_with_exit_code_3()
    {
        string[] arguments =
        [
            "config",
            "validate",
            _file,
            "--plugins",
            _plugins.Root,
            "--set",
            "backbone:options:widht=8",
            "--set",
            "experts:0:options:flipRate=9",
            "--set",
            "head:id=Tinny",
        ];

        var text = ProgramRun.Of(arguments);
        var json = ProgramRun.Of([.. arguments, "--format", "json"]);

        Assert.Equal((3, 3), (text.ExitCode, json.ExitCode));
        var problems = JsonDocument.Parse(json.Output).RootElement.EnumerateArray().ToList();
        Assert.Equal(
            ["$.backbone.options.widht", "$.head.id", "$.experts[0].options.flipRate"],
            problems.Select(problem => problem.GetProperty("path").GetString())
        );
        Assert.Equal("width", problems[0].GetProperty("nearest").GetString());
        Assert.Contains("0 to 0.5", problems[2].GetProperty("allowed").GetString());
        Assert.All(problems, problem => Assert.Equal("--set", problem.GetProperty("origin").GetString()));
        Assert.All(problems, problem => Assert.Contains(problem.GetProperty("message").GetString()!, text.Error));
        Assert.Equal("", text.Output);
    }

    [Theory]
    [InlineData("window is given and intensity is not window", "dataset:preparation:window:0=1", "dataset:preparation:window:1=2")]
    [InlineData("resize is bicubic and intensity is backbone", "dataset:preparation:intensity=backbone", "dataset:preparation:resize=bicubic")]
    public void Validate_tells_which_values_do_not_fit_together(string expected, string first, string second)
    {
        string[] arguments = ["config", "validate", _file, "--plugins", _plugins.Root, "--set", first, "--set", second];

        var (text, json) = (ProgramRun.Of(arguments), ProgramRun.Of([.. arguments, "--format", "json"]));

        Assert.Equal((3, 3), (text.ExitCode, json.ExitCode));
        Assert.Contains(expected, text.Error);
        Assert.Contains(expected, JsonDocument.Parse(json.Output).RootElement.EnumerateArray().Single().GetProperty("message").GetString());
    }

    [Fact]
    public void Validate_is_content_with_what_is_right()
    {
        var run = ProgramRun.Of("config", "validate", _file, "--plugins", _plugins.Root);

        Assert.Equal((0, "", "The configuration is right."), (run.ExitCode, run.Error, run.Output.Trim()));
    }

    [Theory]
    [InlineData(3, "is not there", "config", "validate", "nowhere.json")]
    [InlineData(3, "--set expects name=value", "config", "show", "--set", "seed")]
    [InlineData(5, "The folder of plugins /nowhere is not there", "config", "show", "--plugins", "/nowhere")]
    [InlineData(5, "Plugins are switched off that are not in", "config", "validate", "--disable-plugin", "Nobody")]
    [InlineData(2, "validat", "config", "validat")]
    public void Each_mistake_has_its_exit_code_and_one_message(int code, string expected, params string[] arguments)
    {
        var run = ProgramRun.Of(arguments);

        Assert.Equal((code, ""), (run.ExitCode, code == 2 ? "" : run.Output));
        Assert.Contains(expected, run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    [Fact]
    public void Schema_is_json_with_the_options_of_the_plugins_present()
    {
        var run = ProgramRun.Of("config", "schema", "--plugins", _plugins.Root);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        var experts = JsonDocument.Parse(run.Output).RootElement.GetProperty("properties").GetProperty("experts").GetProperty("items");
        // Beside those that are built in.
        var sources = experts
            .GetProperty("allOf")
            .EnumerateArray()
            .Select(one => one.GetProperty("then").GetProperty("properties").GetProperty("options").GetProperty("properties"))
            .ToList();
        Assert.InRange(sources.Count, 2, int.MaxValue);
        Assert.Equal(0.5, Assert.Single(sources, one => one.TryGetProperty("flipRate", out _)).GetProperty("flipRate").GetProperty("maximum").GetDouble());
    }
}
