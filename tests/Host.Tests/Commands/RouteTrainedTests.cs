using System.Text.Json.Nodes;

namespace DeferredSeg.Host.Tests.Commands;

public sealed class RouteTrainedTests(RouteCase cases) : IClassFixture<RouteCase>, IDisposable
{
    private readonly RouteImageCase _images = new(cases);

    public void Dispose() => _images.Dispose();

    [Fact]
    public void A_runs_configuration_and_the_best_weights_of_a_member_are_all_it_takes()
    {
        var run = Run();
        var picture = _images.Picture("a.png", 24, 24, _images.Samples(24, 24));

        Assert.All(Routed("first", run, picture), channel => Assert.Equal(2, channel));
        Assert.All(Routed("other", run, picture, "--member", "seed-1"), channel => Assert.Equal(0, channel));
        // What is typed lies on top.
        Assert.All(Routed("away", run, picture, "--absent", "second"), channel => Assert.NotEqual(2, channel));
        Assert.All(Routed("ties", run, picture, "--member", "seed-1", "--set", "routing:ties=toExpert"), channel => Assert.NotEqual(0, channel));
    }

    [Fact]
    public void An_ensemble_averages_the_networks_probabilities()
    {
        var run = Run();
        var picture = _images.Picture("a.png", 24, 24, _images.Samples(24, 24));

        var both = Route(run, picture, "both", ["--ensemble", "--member", "seed-0", "--member", "seed-1"]);

        Assert.True(both.ExitCode == 0, both.Error);
        Assert.All(_images.Read("both/a/routing.npy"), channel => Assert.Equal(2, channel));
        // Softmax of 0, 0, 1 and of 1, 1, 1: the model's channel is 1 / (2 + e) and 1 / 3.
        Assert.All(_images.Read("both/a/deferral.npy"), deferral => Assert.Equal(1 - (1 / (2 + Math.E) + 1 / 3.0) / 2, deferral, 1e-5));
        var all = Route(run, picture, "all", ["--ensemble"]);
        Assert.Equal(ExitCode.Data, all.ExitCode);
        Assert.Contains("expected the best weights of seed-2", all.Error);
        var several = Route(run, picture, "several", ["--member", "seed-0", "--member", "seed-1"]);
        Assert.Equal(ExitCode.Usage, several.ExitCode);
        Assert.Contains("--ensemble to let several answer together", several.Error);
    }

    [Fact]
    public void A_folder_that_holds_runs_stands_for_the_only_one_that_routes()
    {
        var run = Run();
        var (above, picture) = (Path.GetDirectoryName(run)!, _images.Picture("a.png", 24, 24, _images.Samples(24, 24)));
        Assert.All(Routed("only", above, picture), channel => Assert.Equal(2, channel));

        Directory.CreateDirectory(Path.Combine(above, "model"));
        File.WriteAllText(Path.Combine(above, "model", "config.json"), """{ "training": { "deferral": false } }""");
        var routing = Route(above, picture, "routing");
        Directory.CreateDirectory(Path.Combine(above, "third"));
        File.WriteAllText(Path.Combine(above, "third", "config.json"), "{ }");
        var several = Route(above, picture, "several");
        var member = Route(Path.Combine(run, "seed-1"), picture, "member");

        Assert.Equal(0, routing.ExitCode);
        Assert.Contains("holds the runs demo, model; demo is taken, which routes", routing.Error);
        Assert.Equal(ExitCode.Data, several.ExitCode);
        Assert.Contains("holds 3 runs: demo, model, third; expected one run", several.Error);
        Assert.Equal(ExitCode.Data, member.ExitCode);
        Assert.Contains("--member seed-1", member.Error);
    }

    [Theory]
    [InlineData(3, "has no network 'seed-3'; its networks are seed-0, seed-1, seed-2.", "--member", "seed-3")]
    [InlineData(4, "has no head.safetensors; expected the best weights of seed-2", "--member", "seed-2")]
    public void A_member_that_is_not_there_is_told(int code, string expected, params string[] arguments)
    {
        var run = Route(Run(), _images.Picture("a.png", 24, 24, _images.Samples(24, 24)), "routed", arguments);

        Assert.Equal(code, run.ExitCode);
        Assert.Contains(expected, run.Error);
    }

    [Fact]
    public void Without_deferral_the_masks_are_all_there_is()
    {
        var run = Route(Run(), _images.Picture("a.png", 24, 24, _images.Samples(24, 24)), "alone", ["--set", "training:deferral=false"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("UNet alone, without routing", run.Output);
        Assert.Equal(
            ["case.json", "model.npy", "model.png", "outline.png", "system.npy", "system.png"],
            Directory.GetFiles(Path.Combine(_images.Folder, "alone", "a")).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void What_a_network_that_stayed_as_it_was_came_from_may_be_nothing_or_lie_with_the_data()
    {
        var (run, picture) = (Run(), _images.Picture("a.png", 24, 24, _images.Samples(24, 24)));

        Assert.Equal(Routed("fresh", run, picture), Routed("empty", run, picture, "--set", "backbone:weights="));
        var gone = ProgramRun.Started(
            [("DEFERREDSEG_DATA", _images.Folder)],
            "route",
            "--run",
            run,
            picture,
            "--output",
            Path.Combine(_images.Folder, "gone"),
            "--set",
            "backbone:weights={data}/gone.safetensors"
        );

        Assert.Equal(ExitCode.Data, gone.ExitCode);
        Assert.Contains(Path.Combine(_images.Folder, "gone.safetensors"), gone.Error);
    }

    [Fact]
    public void A_folder_that_is_no_run_is_told()
    {
        var run = Route(_images.Folder, _images.Picture("a.png", 24, 24, _images.Samples(24, 24)), "routed");

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("holds no config.json, so it is no run that was trained", run.Error);
    }

    private string Run()
    {
        var run = Path.GetDirectoryName(_images.Path("runs/demo/config.json"))!;
        // What training started from is gone, and does not matter.
        File.Copy(
            _images.Configuration(
                "second",
                json =>
                {
                    json["head"]!["weights"] = "gone.safetensors";
                    json["run"] = JsonNode.Parse("""{ "folder": "elsewhere", "seeds": [0, 1, 2] }""");
                }
            ),
            Path.Combine(run, "config.json")
        );
        foreach (var (member, head) in new[] { ("seed-0", "second"), ("seed-1", "tied") })
            File.Copy(cases.Path(head), _images.Path($"runs/demo/{member}/best/head.safetensors"));
        return run;
    }

    private double[] Routed(string output, string run, string picture, params string[] arguments)
    {
        var result = Route(run, picture, output, arguments);
        Assert.True(result.ExitCode == 0, result.Error);
        return _images.Read($"{output}/a/routing.npy");
    }

    private ProgramRun Route(string run, string picture, string output, params string[] arguments) =>
        ProgramRun.Of(["route", "--run", run, picture, "--output", Path.Combine(_images.Folder, output), "--files", "all", .. arguments]);
}
