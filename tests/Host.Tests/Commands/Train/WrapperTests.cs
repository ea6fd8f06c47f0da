using System.Text.Json.Nodes;
using DeferredSeg.Host.Commands.Train;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;

namespace DeferredSeg.Host.Tests.Commands.Train;

/// <summary>Routing on top of several networks and several passes, by configuration alone.</summary>
public sealed class WrapperTests : TrainCase
{
    [Fact]
    public void An_ensemble_in_all_orientations_is_trained_evaluated_moved_and_routed()
    {
        Segmentors("first", 1, 2);
        var trained = Train(
            Configuration(
                At("run"),
                json =>
                {
                    json["backbone"]!["weights"] = "first/seed-1/best/backbone.safetensors";
                    json["backbone"]!["wrappers"] = JsonNode.Parse(
                        """
                        [
                          { "id": "TestTime", "options": { "symmetries": "dihedral" } },
                          { "id": "Ensemble", "members": ["first/seed-2", "first/seed-1/best/backbone.safetensors"] }
                        ]
                        """
                    );
                    json["training"]!["epochs"] = 1;
                }
            )
        );
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.False(File.Exists(At("run", "seed-3", "best", "backbone.safetensors")));
        var before = Evaluated(At("run"), "before");
        Assert.Contains("spread", string.Join('\n', Directory.EnumerateFiles(At("before"), "*.csv", SearchOption.AllDirectories).Select(File.ReadAllText)));

        Directory.CreateDirectory(At("elsewhere"));
        Directory.Move(At("run"), At("elsewhere", "run"));
        Directory.Delete(At("first"), recursive: true);

        Assert.Equal(before, Evaluated(At("elsewhere", "run"), "after"));
        var resumed = Train(At("elsewhere", "run", "config.json"), "--resume", "--set", "training:epochs=2");
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(2, File.ReadLines(At("elsewhere", "run", "seed-3", "epochs.jsonl")).Count());
        var routed = ProgramRun.Of("route", "--run", At("elsewhere", "run"), "--phantom", "1", "--output", At("routed"));
        Assert.True(routed.ExitCode == 0, routed.Error);
    }

    [Fact]
    public void What_a_run_must_not_change_and_the_cache_follow_from_a_members_content_alone()
    {
        Segmentors("first", 1, 2);
        File.Copy(At("first", "seed-1", "best", "backbone.safetensors"), At("copy.safetensors"));
        using var plugins = PluginHost.Open(new(BuildFacts.Plugins));
        (string Run, string Encoder) Of(params string[] settings)
        {
            var file = Configuration(At("run"), json => json["backbone"]!["weights"] = "copy.safetensors");
            var experiment = Experiment.Read(LayeredConfiguration.Read([file], settings), plugins);
            return (TrainedConfiguration.Of(experiment, plugins), TrainedConfiguration.OfEncoder(experiment, plugins, weightsAreKnown: false));
        }
        const string Id = "backbone:wrappers:0:id=Ensemble";
        string Member(params string[] names) => $"backbone:wrappers:0:members:0={At(names)}";
        var (plain, member) = (Of(), Of(Id, Member("copy.safetensors")));

        Assert.NotEqual(plain, member);
        Assert.Equal(member, Of(Id, Member("first", "seed-1", "best", "backbone.safetensors")));
        Assert.NotEqual(member.Run, Of(Id, Member("first", "seed-2", "best", "backbone.safetensors")).Run);
        Assert.NotEqual(member.Encoder, Of(Id, Member("first", "seed-2", "best", "backbone.safetensors")).Encoder);
        Assert.NotEqual(
            Of("backbone:wrappers:0:id=TestTime").Encoder,
            Of("backbone:wrappers:0:id=TestTime", "backbone:wrappers:0:options:symmetries=dihedral").Encoder
        );
        // Fresh weights inside of a wrapper are the seed's.
        string Fresh(int seed) => Of("backbone:wrappers:0:id=TestTime", "backbone:weights=", $"seed={seed}").Encoder;
        Assert.NotEqual(Fresh(1), Fresh(2));
    }

    [Fact]
    public void A_member_that_sees_other_images_is_refused_by_both_names()
    {
        Segmentors("first", 1);
        var other = Configuration(
            At("other"),
            json =>
            {
                json["backbone"]!["options"]!["inputChannels"] = 3;
                json["training"]!["deferral"] = false;
                json["training"]!["epochs"] = 1;
            }
        );
        if (Train(other) is { ExitCode: not 0 } failed)
            Assert.Fail(failed.Error);

        Refused(
            ExitCode.Configuration,
            """[ { "id": "Ensemble", "members": ["first/seed-1", "other/seed-3"] } ]""",
            "$.backbone.wrappers[0].members[1] names",
            "3 channels, 2 axes and 1 independent classes; the backbone UNet has 1 channels"
        );
    }

    [Theory]
    [InlineData("""[ { "id": "TestTme" } ]""", ExitCode.Configuration, "$.backbone.wrappers[0].id is 'TestTme'", "Did you mean 'TestTime'")]
    [InlineData("""[ { "options": {} } ]""", ExitCode.Configuration, "$.backbone.wrappers[0].id is ''", "Ensemble")]
    [InlineData("""[ { "id": "TestTime", "options": { "symetries": "flips" } } ]""", ExitCode.Configuration, "did you mean 'symmetries'")]
    [InlineData("""[ { "id": "TestTime", "member": [] } ]""", ExitCode.Configuration, "did you mean 'members'")]
    [InlineData("""[ { "id": "Ensemble" } ]""", ExitCode.Configuration, "members names none")]
    [InlineData("""[ { "id": "Ensemble", "members": ["nowhere/seed-1"] } ]""", ExitCode.Data, "nowhere/seed-1, and that is not there")]
    public void Mistakes_are_told_by_place_and_expectation(string wrappers, int code, params string[] expected) => Refused(code, wrappers, expected);

    [Fact]
    public void A_network_that_a_run_has_not_is_told_with_those_that_it_has()
    {
        Segmentors("first", 1, 2);
        Directory.CreateDirectory(At("first", "seed-11"));

        Refused(
            ExitCode.Configuration,
            """[ { "id": "Ensemble", "members": ["first/seed-11"] } ]""",
            "has no network 'seed-11'; its networks are seed-1, seed-2. Did you mean 'seed-1'?"
        );
        Refused(ExitCode.Configuration, """[ { "id": "Ensemble", "members": ["first"] } ]""", "which has 2 networks: seed-1, seed-2");
        Refused(ExitCode.Configuration, """[ { "id": "TestTime", "members": ["first/seed-1"] } ]""", "it takes one network", "1 more");
    }

    /// <summary>Networks that segment alone, one for each seed.</summary>
    private void Segmentors(string run, params int[] seeds)
    {
        var trained = Train(
            Configuration(
                At(run),
                json =>
                {
                    json["training"]!["deferral"] = false;
                    json["training"]!["epochs"] = 1;
                    json["run"]!["seeds"] = new JsonArray([.. seeds.Select(seed => (JsonNode)seed)]);
                }
            )
        );
        Assert.True(trained.ExitCode == 0, trained.Error);
    }

    private void Refused(int code, string wrappers, params string[] expected)
    {
        var run = Train(Configuration(At("refused"), json => json["backbone"]!["wrappers"] = JsonNode.Parse(wrappers)));

        Assert.True(code == run.ExitCode, $"{run.ExitCode}: {run.Error}");
        Assert.All(expected, text => Assert.Contains(text, run.Error, StringComparison.Ordinal));
        Assert.False(Directory.Exists(At("refused")));
    }

    private string Evaluated(string run, string output)
    {
        var evaluated = ProgramRun.Of("evaluate", run, "--output", At(output));
        Assert.True(evaluated.ExitCode == 0, evaluated.Error);
        return File.ReadAllText(Directory.EnumerateFiles(At(output), "cases.csv", SearchOption.AllDirectories).Single());
    }
}
