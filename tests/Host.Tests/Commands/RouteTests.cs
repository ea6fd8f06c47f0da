using System.Text.Json;
using System.Text.Json.Nodes;

namespace DeferredSeg.Host.Tests.Commands;

public sealed class RouteTests(RouteCase cases) : IClassFixture<RouteCase>
{
    [Fact]
    public void An_expert_swapped_in_the_configuration_answers_exactly_where_it_was_chosen()
    {
        var zero = Routed("some");
        var one = Routed("some", json => json["experts"]![0]!["options"]!["value"] = 1);
        var truth = Routed("some", json => json["experts"]![0] = new JsonObject { ["name"] = "first", ["source"] = "oracle" });

        var chosen = RouteCase.Longs(zero, "decision");
        Assert.Equal([0, 1], chosen.Distinct().Order());
        Assert.All([one, truth], other => Assert.Equal(chosen, RouteCase.Longs(other, "decision")));
        var model = RouteCase.Read(zero, "model_mask");
        var target = RouteCase.Read(cases.Path("case"), "target");
        Assert.Equal(chosen.Select((channel, i) => channel == 1 ? (byte)0 : model[i]), RouteCase.Read(zero, "system_mask"));
        Assert.Equal(chosen.Select((channel, i) => channel == 1 ? (byte)1 : model[i]), RouteCase.Read(one, "system_mask"));
        Assert.Equal(chosen.Select((channel, i) => channel == 1 ? target[i] : model[i]), RouteCase.Read(truth, "system_mask"));
    }

    [Fact]
    public void Everything_is_written_and_told()
    {
        var output = cases.Output();

        var run = Run("second", output, null, "--format", "json");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            ["case-0.routing.png", "case-0.routing.txt", "case-1.routing.png", "case-1.routing.txt", "routing.safetensors", "summary.json"],
            Directory.EnumerateFiles(output).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)
        );
        var summary = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(summary.ToString().Trim(), JsonDocument.Parse(File.ReadAllText(Path.Combine(output, "summary.json"))).RootElement.ToString().Trim());
        Assert.Equal(RouteCase.Images, summary.GetProperty("cases").GetArrayLength());
        var first = summary.GetProperty("cases")[0];
        Assert.Equal(
            (0.0, "not-asked", "answered"),
            (
                first.GetProperty("coverage").GetDouble(),
                first.GetProperty("experts")[0].GetProperty("status").GetString(),
                first.GetProperty("experts")[1].GetProperty("status").GetString()
            )
        );
        Assert.Equal(RouteCase.Pixels, first.GetProperty("regions")[0].GetProperty("pixels").GetInt32());
        Assert.Equal(RouteCase.Read(cases.Path("case"), "target"), RouteCase.Read(Path.Combine(output, "routing.safetensors"), "system_mask"));
    }

    [Fact]
    public void Ties_go_to_the_model_or_to_an_expert_as_configured()
    {
        Assert.All(RouteCase.Longs(Routed("tied"), "decision"), channel => Assert.Equal(0, channel));
        Assert.All(
            RouteCase.Longs(Routed("tied", json => json["routing"] = new JsonObject { ["ties"] = "toExpert" }), "decision"),
            channel => Assert.NotEqual(0, channel)
        );
    }

    [Fact]
    public void A_budget_is_used_up_and_an_absent_experts_pixels_go_to_the_next_best()
    {
        foreach (var (budget, deferred) in new[] { ("0", 0), ("0.1", RouteCase.Pixels / 10), ("1", RouteCase.Pixels) })
        {
            var output = cases.Output();
            Assert.Equal(0, Run("some", output, null, "--budget", budget).ExitCode);
            var decision = RouteCase.Longs(Path.Combine(output, "routing.safetensors"), "decision");
            foreach (var image in decision.Chunk(RouteCase.Pixels))
                Assert.Equal(deferred, image.Count(channel => channel != 0));
        }
        var away = cases.Output();
        Assert.Equal(0, Run("second", away, null, "--absent", "second").ExitCode);
        Assert.DoesNotContain(2L, RouteCase.Longs(Path.Combine(away, "routing.safetensors"), "decision"));
        var unknown = Run("second", cases.Output(), null, "--absent", "secnd");
        Assert.Equal(3, unknown.ExitCode);
        Assert.Contains("Did you mean 'second'?", unknown.Error);
        Assert.Equal(2, Run("second", cases.Output(), null, "--budget", "1.5").ExitCode);
    }

    [Fact]
    public void The_table_tells_shares_and_where_it_was_written()
    {
        var output = cases.Output();

        var run = Run("second", output);

        Assert.Equal(0, run.ExitCode);
        Assert.All(["case-1", "second", "100.0 %", $"written to {output}"], words => Assert.Contains(words, run.Output.ReplaceLineEndings("")));
    }

    [Theory]
    [InlineData("backbone:options:widht=8", "$.backbone.options.widht", "'width'")]
    [InlineData("backbone:options:width=2000", "$.backbone.options.width", "1 to 1024")]
    [InlineData("experts:0:source=constnat", "$.experts[0].source", "Did you mean 'constant'?")]
    [InlineData("experts:0:options:value=2", "$.experts[0].options.value", "0 to 1")]
    [InlineData("device=gpu", "$.device", "expected cpu, cuda")]
    [InlineData("device=cuda", "$.device", "Build it with -p:TorchDevice=cuda")]
    [InlineData("head:options:predictorWidth=4", "RoutingChannels", "predictor is false")]
    public void A_typo_or_an_option_out_of_range_is_told_with_exit_code_3(string setting, string place, string expected)
    {
        var output = cases.Output();

        var run = Run("some", output, null, "--set", setting);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains(place, run.Error);
        Assert.Contains(expected, run.Error);
        Assert.False(Path.Exists(output));
    }

    [Fact]
    public void Weights_that_have_diverged_are_told_with_the_case_and_blame_no_plugin()
    {
        var output = cases.Output();

        var run = Run("diverged", output);

        Assert.Equal(ExitCode.Failure, run.ExitCode);
        Assert.Contains("The output of UNet for case-0 holds numbers that are not finite", run.Error);
        Assert.DoesNotContain("plugin", run.Error);
        Assert.False(Path.Exists(output));
    }

    [Fact]
    public void Without_an_expert_there_is_nothing_to_route()
    {
        var run = Run("some", cases.Output(), json => json["experts"] = new JsonArray());

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("$.experts is empty", run.Error);
    }

    [Theory]
    [InlineData("nowhere", "is not there")]
    [InlineData("other", "has no tensor 'image'; it has picture")]
    [InlineData("colour", "[B, 1, H, W]")]
    [InlineData("mismatch", "'target' is [1, 2, 24, 12]; expected [1, 1, 24, 24]")]
    [InlineData("integers", "expected Float32 [B, C, H, W]")]
    public void Data_that_are_not_right_are_told_with_exit_code_4_and_nothing_is_written(string input, string expected)
    {
        var output = cases.Output();

        var run = ProgramRun.Of("route", "--untrained", "--config", cases.Configuration("some"), "--input", cases.Path(input), "--output", output);

        Assert.Equal(4, run.ExitCode);
        Assert.Contains(expected, run.Error);
        Assert.False(Directory.Exists(output) && Directory.EnumerateFileSystemEntries(output).Any());
    }

    [Theory]
    [InlineData("missing", "missing.safetensors, and that file is not there")]
    [InlineData("missing", "$.head.weights names ")]
    [InlineData("wide", "routing.weight")]
    [InlineData("case", "routing.weight")]
    public void Weights_that_do_not_fit_are_told_with_exit_code_4(string head, string expected)
    {
        var output = cases.Output();

        var run = Run(head, output);

        Assert.Equal(4, run.ExitCode);
        Assert.Contains(expected, run.Error);
        Assert.False(Path.Exists(output));
    }

    private string Routed(string head, Action<JsonObject>? edit = null)
    {
        var output = cases.Output();
        var run = Run(head, output, edit);
        Assert.True(run.ExitCode == 0, run.Error);
        return Path.Combine(output, "routing.safetensors");
    }

    private ProgramRun Run(string head, string output, Action<JsonObject>? edit = null, params string[] more) =>
        ProgramRun.Of(["route", "--untrained", "--config", cases.Configuration(head, edit), "--input", cases.Path("case"), "--output", output, .. more]);
}
