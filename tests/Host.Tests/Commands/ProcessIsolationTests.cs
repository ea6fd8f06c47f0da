using System.Diagnostics;
using System.Text.Json.Nodes;
using DeferredSeg.Host.Tests.Plugins;

namespace DeferredSeg.Host.Tests.Commands;

/// <summary>Plugins in processes of their own, by the command line: what they do not survive is told of one case, and the others are as they would be.</summary>
public sealed class ProcessIsolationTests(RouteCase cases) : IClassFixture<RouteCase>, IDisposable
{
    private readonly RouteImageCase _images = new(cases);

    public void Dispose() => _images.Dispose();

    [Fact]
    public void A_routed_folder_is_the_same_from_processes_of_their_own()
    {
        var configuration = _images.Configuration();
        var pictures = Pictures("one", "two");

        Assert.Equal(ExitCode.Ok, Route(configuration, "here", pictures).ExitCode);
        Assert.Equal(ExitCode.Ok, Route(configuration, "elsewhere", pictures, "--isolation", "process").ExitCode);

        foreach (var name in new[] { "one", "two" })
            Assert.Equal(Files("here", name), Files("elsewhere", name));
    }

    [Fact]
    public void A_case_that_kills_a_network_is_listed_and_the_others_are_routed()
    {
        var configuration = _images.Configuration(
            "hostile",
            json =>
            {
                json["backbone"] = JsonNode.Parse("""{ "id": "Hostile", "options": { "fault": "abort", "above": 0.99 } }""");
                json["head"] = JsonNode.Parse("""{ "id": "RoutingChannels" }""");
                json["plugins"] = JsonNode.Parse("""{ "isolation": "process", "isolated": ["Faults.Hostile"] }""");
            }
        );
        var pictures = Pictures("one", "white", "two");

        var run = Route(configuration, "routed", pictures, "--plugins", Hostile);

        Assert.Equal(ExitCode.Plugin, run.ExitCode);
        Assert.Contains("white", run.Error);
        Assert.Contains("Plugin Faults.Hostile, call Encode, case white: its process ended by SIGABRT", run.Error);
        Assert.NotEmpty(Files("routed", "one"));
        Assert.NotEmpty(Files("routed", "two"));
        Assert.False(Directory.Exists(Path.Combine(_images.Folder, "routed", "white")));
    }

    [Fact]
    public void An_expert_whose_plugin_dies_again_and_again_is_away_from_then_on()
    {
        var configuration = _images.Configuration(
            "some",
            json =>
            {
                json["experts"]![0] = JsonNode.Parse("""{ "name": "first", "source": "hostile", "options": { "fault": "exit" } }""");
                json["routing"] = JsonNode.Parse("""{ "budget": 0.2 }""");
                json["plugins"] = JsonNode.Parse("""{ "isolation": "process", "isolated": ["Faults.Hostile"] }""");
            }
        );
        var pictures = Pictures("bad-1", "bad-2", "bad-3", "bad-4", "one");

        var run = Route(configuration, "routed", pictures, "--plugins", Hostile);

        Assert.True(run.ExitCode == ExitCode.Plugin, run.Error);
        Assert.Contains("first is away from here on", run.Error);
        Assert.NotEmpty(Files("routed", "bad-4"));
        Assert.NotEmpty(Files("routed", "one"));
    }

    [Fact]
    public void A_plugin_that_is_not_there_cannot_have_a_process()
    {
        var configuration = _images.Configuration(
            "some",
            json => json["plugins"] = JsonNode.Parse("""{ "isolation": "process", "isolated": ["Backbones.UNett"] }""")
        );

        var run = Route(configuration, "none", Pictures("one"));

        Assert.Equal(ExitCode.Plugin, run.ExitCode);
        Assert.Contains("Backbones.UNett", run.Error);
    }

    [Fact]
    public void What_is_said_of_processes_is_refused_where_there_are_none()
    {
        var configuration = _images.Configuration("some", json => json["plugins"] = JsonNode.Parse("""{ "isolated": ["Backbones.UNet"] }"""));

        var run = Route(configuration, "none", Pictures("one"));

        Assert.Equal(ExitCode.Configuration, run.ExitCode);
        Assert.Contains("$.plugins.isolated is about plugins in processes of their own, and there are none", run.Error);
        Assert.Equal(ExitCode.Ok, Route(configuration, "some", Pictures("one"), "--isolation", "process").ExitCode);
    }

    [Fact]
    public void Training_says_that_it_needs_the_network_in_this_process()
    {
        var run = ProgramRun.Of(
            "train",
            "--config",
            _images.Configuration(),
            "--isolation",
            "process",
            "--set",
            $"run:folder={Path.Combine(_images.Folder, "run")}"
        );

        Assert.Equal(ExitCode.Configuration, run.ExitCode);
        Assert.Contains("--isolation assembly", run.Error);
        Assert.False(Directory.Exists(Path.Combine(_images.Folder, "run")));
    }

    [Fact]
    public void Validating_a_plugin_that_ends_its_process_does_not_end_the_command()
    {
        var run = ProgramRun.Of("plugins", "validate", Path.Combine(BuildFacts.FaultPlugins, "Faults.AbortsInEncode"), "--format", "json");

        Assert.Equal(ExitCode.Plugin, run.ExitCode);
        var rows = JsonNode.Parse(run.Output)!.AsArray();
        var shapes = rows.Single(row => (string)row!["check"]! == "backbone/shapes")!;
        Assert.Equal("failed", (string)shapes["result"]!);
        Assert.Contains("its process ended by SIGABRT", (string)shapes["message"]!);
        Assert.Equal("passed", (string)rows.Single(row => (string)row!["check"]! == "backbone/describe")!["result"]!);
        Assert.Equal("plugin/unload", (string)rows[^1]!["check"]!);
    }

    private static string Hostile => Path.Combine(BuildFacts.FaultPlugins, "Faults.Hostile");

    private string[] Pictures(params string[] names) =>
        [
            .. names.Select(name =>
                _images.Picture(
                    name + ".png",
                    24,
                    32,
                    name == "white" ? [.. Enumerable.Repeat((byte)255, 24 * 32)] : [.. _images.Samples(24, 32).Select(value => (byte)(value / 2))]
                )
            ),
        ];

    private ProgramRun Route(string configuration, string output, string[] pictures, params string[] further) =>
        ProgramRun.Of(["route", "--config", configuration, "--untrained", .. pictures, "--output", Path.Combine(_images.Folder, output), .. further]);

    private string[] Files(string output, string name) =>
        [
            .. Directory
                .GetFiles(Path.Combine(_images.Folder, output, name))
                .Where(file => Path.GetExtension(file) == ".png")
                .Order(StringComparer.Ordinal)
                .Select(file => Path.GetFileName(file) + Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))),
        ];
}
