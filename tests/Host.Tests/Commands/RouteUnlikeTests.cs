using System.Text.Json;
using System.Text.Json.Nodes;
using DeferredSeg.Data;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Host.Commands.Route.Images;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Runs;
using Xunit.Abstractions;

namespace DeferredSeg.Host.Tests.Commands;

/// <summary>What would give masks that look right and mean nothing: other values than in training, random weights; and what many images take.</summary>
public sealed class RouteUnlikeTests(RouteCase cases, ITestOutputHelper log) : IClassFixture<RouteCase>, IDisposable
{
    private readonly RouteImageCase _images = new(cases);

    public void Dispose() => _images.Dispose();

    [Fact]
    public void A_run_keeps_what_it_was_trained_on_and_refuses_values_far_from_it()
    {
        var run = Trained();
        float[] values = [.. _images.Samples(32, 32).Select(sample => sample * 0.8f)];
        var far = _images.Array("mixed/far.npy", 32, 32, values);
        _images.Array("mixed/like.npy", 32, 32, [.. values.Select(value => value / 255)]);
        _images.Picture("mixed/picture.png", 32, 32, _images.Samples(32, 32));

        var seen = JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "seed-0", "images.json"))).RootElement;
        var alone = Route(run, far, "alone");
        var folder = Route(run, Path.GetDirectoryName(far)!, "folder");
        var accepted = Route(run, far, "accepted", "--any-values");

        Assert.Equal((255, 1), (seen.GetProperty("fullScales")[0].GetInt32(), seen.GetProperty("channels")[0].GetInt32()));
        Assert.InRange(seen.GetProperty("input").GetProperty("high").GetDouble(), 0.3, 1);
        Assert.Equal((4, ""), (alone.ExitCode, alone.Output));
        Assert.Contains("'far' has values of", alone.Error);
        Assert.Contains("8-bit pictures", alone.Error);
        Assert.Contains("--any-values takes it all the same", alone.Error);
        Assert.Equal(4, folder.ExitCode);
        Assert.Contains("1 of 3 images could not be routed", folder.Error);
        Assert.All(["like", "picture"], name => Assert.True(File.Exists(Path.Combine(_images.Folder, "folder", name, "system.png"))));
        Assert.Equal(0, accepted.ExitCode);
        Assert.Contains("'far' has values of", accepted.Output);
    }

    [Fact]
    public void Evaluation_refuses_a_dataset_of_other_values_likewise()
    {
        var run = Trained();
        string[] other = ["evaluate", run, "--no-report", "--set", "dataset:preparation:intensity=none"];

        var refused = ProgramRun.Of(other);
        var accepted = ProgramRun.Of([.. other, "--any-values"]);

        Assert.Equal(4, refused.ExitCode);
        Assert.Contains("--any-values takes it all the same", refused.Error);
        Assert.True(accepted.ExitCode == 0, accepted.Error);
        Assert.Contains("it was trained on values of", accepted.Error);
    }

    [Fact]
    public void Random_weights_are_refused_unless_they_are_asked_for()
    {
        var picture = _images.Picture("a.png", 24, 24, _images.Samples(24, 24));
        string[] command = ["route", "--config", _images.Configuration(), picture, "--output", Path.Combine(_images.Folder, "routed")];
        string[] fresh = [.. command, "--set", "head:weights="];

        var backbone = ProgramRun.Of(command);
        var both = ProgramRun.Of(fresh);

        Assert.Equal((3, 3), (backbone.ExitCode, both.ExitCode));
        Assert.Contains("The weights of the backbone UNet are random", backbone.Error);
        Assert.Contains("the backbone UNet and of the head RoutingChannels are random", both.Error);
        Assert.Contains("--untrained", both.Error);
        Assert.False(Path.Exists(Path.Combine(_images.Folder, "routed")));
        Assert.Equal(0, ProgramRun.Of([.. fresh, "--untrained"]).ExitCode);
    }

    [Fact]
    public void Lines_on_the_console_are_no_more_for_many_images()
    {
        for (var i = 0; i < 30; i++)
            _images.Picture($"many/{i:00}.png", 24, 24, _images.Samples(24, 24, i));
        var configuration = _images.Configuration(edit: json => json["experts"]![0] = JsonNode.Parse("""{ "name": "first", "source": "oracle" }"""));

        var run = ProgramRun.Of(
            "route",
            "--untrained",
            "--config",
            configuration,
            Path.Combine(_images.Folder, "many"),
            "--output",
            Path.Combine(_images.Folder, "routed")
        );

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.InRange(run.Output.Split('\n').Length, 24, 32);
        Assert.Contains("10 further cases are in ", run.Output);
        Assert.Matches(@"first declined \d+ of 30 cases; the model's answer stands there\. \d\d: ", run.Output);
        Assert.Equal(
            30,
            JsonDocument.Parse(File.ReadAllText(Path.Combine(_images.Folder, "routed", "summary.json"))).RootElement.GetProperty("cases").GetArrayLength()
        );
    }

    [Theory]
    [InlineData("masks", "case.json model.png outline.png routing-overlay.png routing.png system.png")]
    [InlineData("maps", "case.json deferral.npy deferral.png model.png outline.png routing-overlay.png routing.png system.png")]
    [InlineData(
        "all",
        "case.json deferral.npy deferral.png expert-1.npy expert-1.png expert-2.npy expert-2.png model.npy model.png outline.png routing-overlay.png "
            + "routing.npy routing.png system.npy system.png"
    )]
    public void What_is_written_is_a_choice(string files, string expected)
    {
        var picture = _images.Picture("a.png", 24, 24, _images.Samples(24, 24));
        string[] command = ["route", "--untrained", "--config", _images.Configuration(), picture, "--output", Path.Combine(_images.Folder, "routed")];

        var run = ProgramRun.Of(files == "masks" ? command : [.. command, "--files", files]);
        var again = ProgramRun.Of(command);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(expected.Split(' '), _images.Files("routed/a"));
        // Fewer are there already.
        Assert.Contains("1 of 1 cases were complete before", again.Output);
        Assert.Equal(expected.Split(' '), _images.Files("routed/a"));
    }

    [Fact]
    public void Memory_is_flat_in_the_number_of_images()
    {
        const int Few = 150;
        const int Many = 450;
        using var plugins = PluginHost.Open(new(BuildFacts.Plugins));
        var experiment = Experiment.Read(LayeredConfiguration.Read([_images.Configuration()], [], environment: false), plugins);
        using var system = ConfiguredSystem.Create(experiment, plugins);
        float[] values = [.. _images.Samples(24, 24).Select(sample => (float)sample)];
        var (done, early, late) = (0, 0L, 0L);
        var source = new ImageSource(
            [.. Enumerable.Range(0, Many).Select(i => new Host.Commands.Route.RoutedItem($"{i:000}", null, null, [(new($"{i:000}"), 0)]))],
            new(),
            Load,
            null,
            null
        );

        var summary = new ImageRun(system, experiment, source, [], Path.Combine(_images.Folder, "routed")).Run(CancellationToken.None);

        Assert.Equal(Many, summary.Totals.Count);
        var perImage = (late - early) / (double)(Many - Few);
        log.WriteLine($"{perImage:0} bytes an image");
        // The name of each is kept, and what the runtime has not given back yet; the maps of one are 24 by 24 pixels of each kind.
        Assert.InRange(perImage, double.NegativeInfinity, 4096);

        DatasetCase Load(string id)
        {
            if (++done is Few or Many)
                (early, late) = (late, GC.GetTotalMemory(forceFullCollection: true));
            return new(new(id), values, 1, 24, 24) { FullScale = 255 };
        }
    }

    private ProgramRun Route(string run, string picture, string output, params string[] arguments) =>
        ProgramRun.Of(["route", "--run", run, picture, "--output", Path.Combine(_images.Folder, output), .. arguments]);

    /// <summary>A run of one epoch on generated pictures of 8 bits.</summary>
    private string Trained()
    {
        var folder = _images.Path("run/x")[..^2];
        var file = _images.Path("experiment.json");
        File.WriteAllText(
            file,
            $$"""
            {
              "dataset": { "source": "phantom", "phantom": { "cases": 12, "size": 32 } },
              "backbone": { "id": "UNet", "options": { "width": 2, "depth": 2 } },
              "experts": [ { "name": "reader", "source": "constant" } ],
              "training": { "epochs": 1 },
              "evaluation": { "resamples": 100, "panels": 1 },
              "run": { "folder": "{{folder}}" }
            }
            """
        );
        var run = ProgramRun.Of("train", "--config", file);
        Assert.True(run.ExitCode == 0, run.Error);
        return folder;
    }
}
