using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DeferredSeg.Host.Tests.Commands;

public sealed class RouteResumeTests(RouteCase cases) : IClassFixture<RouteCase>, IDisposable
{
    private readonly RouteImageCase _images = new(cases);

    public void Dispose() => _images.Dispose();

    private string Inbox => Path.Combine(_images.Folder, "inbox");

    [Fact]
    public void A_pending_answer_is_taken_when_the_same_command_is_typed_again()
    {
        var samples = _images.Samples(24, 24);
        var picture = _images.Picture("a.png", 24, 24, samples);
        var configuration = Late();

        var first = Route(configuration, picture);

        Assert.Equal(6, first.ExitCode);
        var told = JsonDocument.Parse(first.Output).RootElement;
        Assert.Equal((1, 0), (told.GetProperty("pending").GetInt32(), told.GetProperty("kept").GetInt32()));
        Assert.False(told.GetProperty("cases")[0].GetProperty("complete").GetBoolean());
        Assert.Contains("provisional.png", _images.Files("routed/a"));
        Assert.DoesNotContain("system.png", _images.Files("routed/a"));
        Assert.Equal(_images.Read("routed/a/model.npy"), _images.Read("routed/a/provisional.npy"));

        var second = Route(configuration, picture);

        Assert.Equal((0, ""), (second.ExitCode, second.Error));
        Assert.Contains("system.png", _images.Files("routed/a"));
        Assert.DoesNotContain("provisional.png", _images.Files("routed/a"));
        var (routing, model) = (_images.Read("routed/a/routing.npy"), _images.Read("routed/a/model.npy"));
        Assert.Equal(routing.Select((channel, i) => channel == 1 ? 1 : model[i]), _images.Read("routed/a/system.npy"));
        // The same question was found again: nobody was asked twice.
        Assert.Single(Directory.EnumerateFiles(Inbox, "*.key"));

        var third = Route(configuration, picture);

        Assert.Equal(0, third.ExitCode);
        told = JsonDocument.Parse(third.Output).RootElement;
        Assert.Equal((0, 1), (told.GetProperty("pending").GetInt32(), told.GetProperty("kept").GetInt32()));

        // Another image by the same name is another question, and its first answer is pending again.
        _images.Picture("a.png", 24, 24, [.. samples.Select(sample => (byte)(255 - sample))]);
        Assert.Equal(6, Route(configuration, picture).ExitCode);
        Assert.DoesNotContain("system.png", _images.Files("routed/a"));
        Assert.Equal(2, Directory.EnumerateFiles(Inbox, "*.key").Count());
    }

    [Fact]
    public void Results_of_another_configuration_or_of_other_weights_are_not_mixed()
    {
        var picture = _images.Picture("a.png", 24, 24, _images.Samples(24, 24));
        _images.Route(_images.Configuration(), "routed", picture);

        var budget = ProgramRun.Of(
            "route",
            "--untrained",
            "--config",
            _images.Configuration(),
            picture,
            "--output",
            Path.Combine(_images.Folder, "routed"),
            "--budget",
            "0.5"
        );
        var weights = ProgramRun.Of(
            "route",
            "--untrained",
            "--config",
            _images.Configuration("second"),
            picture,
            "--output",
            Path.Combine(_images.Folder, "routed")
        );

        Assert.Equal((4, 4), (budget.ExitCode, weights.ExitCode));
        Assert.Contains("holds results of another configuration;", budget.Error);
        Assert.Contains("holds results of other weights;", weights.Error);
    }

    [Fact]
    public void A_broken_image_is_listed_the_others_are_routed_and_a_repeat_does_the_rest()
    {
        var folder = Path.GetDirectoryName(_images.Picture("in/a.png", 24, 24, _images.Samples(24, 24)))!;
        File.WriteAllText(_images.Path("in/b.png"), "no picture");
        File.WriteAllText(_images.Path("in/c.nii"), "no volume");
        _images.Picture("in/d.png", 24, 24, _images.Samples(24, 24, 2));
        // Results within the folder of the images are no images of the next run.
        var output = Path.Combine(folder, "routed");
        string[] command = ["route", "--untrained", "--config", _images.Configuration(), folder, "--output", output, "--format", "json"];

        var first = ProgramRun.Of(command);

        Assert.Equal(4, first.ExitCode);
        Assert.Contains("2 of 4 images could not be routed:", first.Error);
        Assert.Contains("b.png", first.Error);
        Assert.Contains("c.nii", first.Error);
        var summary = JsonDocument.Parse(File.ReadAllText(Path.Combine(output, "summary.json"))).RootElement;
        Assert.Equal(["a", "d"], summary.GetProperty("cases").EnumerateArray().Select(one => one.GetProperty("case").GetString()));
        Assert.Equal(["b", "c"], summary.GetProperty("failed").EnumerateArray().Select(one => one.GetProperty("case").GetString()));
        Assert.Contains("PNG", summary.GetProperty("failed")[0].GetProperty("reason").GetString());
        Assert.All(["a", "d"], name => Assert.True(File.Exists(Path.Combine(output, name, "case.json"))));
        Assert.False(Path.Exists(Path.Combine(output, "b")));
        var written = File.GetLastWriteTimeUtc(Path.Combine(output, "a", "system.png"));
        _images.Picture("in/b.png", 24, 24, _images.Samples(24, 24, 1));
        File.Delete(_images.Path("in/c.nii"));

        var second = ProgramRun.Of(command);

        Assert.Equal((0, ""), (second.ExitCode, second.Error));
        var told = JsonDocument.Parse(second.Output).RootElement;
        Assert.Equal(2, told.GetProperty("kept").GetInt32());
        Assert.False(told.TryGetProperty("failed", out _));
        Assert.Equal(["a", "b", "d"], told.GetProperty("cases").EnumerateArray().Select(one => one.GetProperty("case").GetString()));
        Assert.Equal(written, File.GetLastWriteTimeUtc(Path.Combine(output, "a", "system.png")));
        Assert.Empty(Directory.EnumerateFiles(output, "*.tmp", SearchOption.AllDirectories));
    }

    [SkippableFact]
    public async Task An_interruption_ends_with_exit_code_130_and_leaves_finished_cases_whole()
    {
        Interrupts.SkipWhereIgnored();
        for (var i = 0; i < 400; i++)
            _images.Picture($"many/{i:000}.png", 24, 24, _images.Samples(24, 24, i));
        var output = Path.Combine(_images.Folder, "routed");
        var start = new ProcessStartInfo(
            "dotnet",
            [BuildFacts.Program, "route", "--untrained", "--config", _images.Configuration(), Path.Combine(_images.Folder, "many"), "--output", output]
        )
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment["DEFERREDSEG_PLUGINS"] = BuildFacts.Plugins;
        using var process = Process.Start(start)!;
        while (!process.HasExited && !File.Exists(Path.Combine(output, "001", "case.json")))
            await Task.Delay(20);

        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await process.WaitForExitAsync();

        Assert.Equal(130, process.ExitCode);
        Assert.False(File.Exists(Path.Combine(output, "summary.json")));
        var finished = Directory
            .EnumerateFiles(output, "case.json", SearchOption.AllDirectories)
            .Select(file => _images.Files(Path.GetDirectoryName(file)!))
            .ToList();
        Assert.InRange(finished.Count, 2, 399);
        Assert.All(finished, files => Assert.Equal(finished[0], files));
        Assert.Empty(Directory.EnumerateFiles(output, "*.tmp", SearchOption.AllDirectories));
    }

    private string Late() =>
        _images.Configuration(
            "some",
            json =>
            {
                json["experts"]![0] = JsonNode.Parse($$"""{ "name": "first", "source": "late", "options": { "folder": "{{Inbox}}" } }""");
                json["routing"] = JsonNode.Parse("""{ "budget": 0.2 }""");
            }
        );

    private ProgramRun Route(string configuration, string picture) =>
        ProgramRun.Of(
            "route",
            "--config",
            configuration,
            "--untrained",
            "--plugins",
            Path.Combine(BuildFacts.FaultPlugins, "Sound.LateExpert"),
            "--files",
            "all",
            picture,
            "--output",
            Path.Combine(_images.Folder, "routed"),
            "--format",
            "json"
        );
}
