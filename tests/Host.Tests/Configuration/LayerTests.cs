using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Tests.Plugins;

namespace DeferredSeg.Host.Tests.Configuration;

public sealed class LayerTests : Layered
{
    private static readonly string[] _long = ["dataset", "training", "fitting", "cache", "run", "evaluation"];

    [Fact]
    public void A_later_file_wins_and_the_command_line_wins_over_all()
    {
        var one = WriteFile("""{ "seed": 1, "device": "cuda", "backbone": { "id": "Tiny", "options": { "width": 1, "slope": 0.1 } } }""");
        var two = WriteFile("""{ "Device": "cpu", "backbone": { "options": { "slope": 0.2, "bias": false } } }""");

        var layers = Layers("backbone:options:bias=true", "head:id = a=b");

        Assert.Equal(("1", one), (layers.Root["seed"], layers.Origin("seed")));
        Assert.Equal(("cpu", two), (layers.Root["device"], layers.Origin("device")));
        Assert.Equal(("1", one), (layers.Root["backbone:options:width"], layers.Origin("backbone:options:width")));
        Assert.Equal(("0.2", two), (layers.Root["backbone:options:slope"], layers.Origin("BACKBONE:options:slope")));
        Assert.Equal(("true", "--set"), (layers.Root["backbone:options:bias"], layers.Origin("backbone:options:bias")));
        Assert.Equal(" a=b", layers.Root["head:id"]);
        Assert.Null(layers.Origin("routing:ties"));
        Assert.Equal("--set", layers.OriginOfPart("head"));
    }

    [Fact]
    public void A_later_null_takes_a_value_away()
    {
        WriteFile("""{ "backbone": { "weights": "w.pth" } }""");
        var two = WriteFile("""{ "backbone": { "weights": null } }""");

        Assert.Equal((null, two), (Layers().Root["backbone:weights"], Layers().Origin("backbone:weights")));
    }

    [Fact]
    public void A_later_null_takes_a_list_and_its_parts_away()
    {
        WriteFile("""{ "run": { "seeds": [1, 2] }, "experts": [ { "source": "oracle" } ], "backbone": { "options": { "width": 2 } } }""");
        WriteFile("""{ "run": { "seeds": null }, "experts": null, "backbone": { "options": null } }""");

        Assert.All(["run:seeds", "experts", "backbone:options"], (string key) => Assert.Empty(Layers().Root.GetSection(key).GetChildren()));
    }

    [Fact]
    public void A_list_may_be_written_whole_on_the_command_line()
    {
        WriteFile("""{ "run": { "seeds": [1, 2, 3] }, "dataset": { "raters": ["a"] } }""");

        var layers = Layers("run:seeds=[7, 8]", "dataset:raters=[]", "evaluation:budgets=[0.5]");

        Assert.Equal(["7", "8"], layers.Root.GetSection("run:seeds").GetChildren().Select(child => child.Value));
        Assert.Empty(layers.Root.GetSection("dataset:raters").GetChildren());
        Assert.Equal("0.5", layers.Root["evaluation:budgets:0"]);
        Assert.Contains("expected a list of texts in quotes", Assert.Throws<ConfigurationException>(() => Layers("run:seeds=[1,")).Message);
        Assert.Contains("expected run:seeds=[…]", Assert.Throws<ConfigurationException>(() => Layers("run:seeds=1")).Message);
    }

    [Fact]
    public void A_later_files_list_takes_the_earlier_ones_place_and_settings_change_single_elements()
    {
        WriteFile(
            """{ "experts": [ { "name": "x", "source": "tiny", "options": { "flipRate": 0.4 } }, { "name": "y", "source": "tiny" }, { "name": "z", "source": "tiny" } ], "plugins": { "disabled": [ "A" ] } }"""
        );
        WriteFile(
            """{ "experts": [ { "name": "c", "source": "tiny", "options": { "flipRate": 0.1 } }, { "name": "b", "source": "tiny" } ], "plugins": { "disabled": [] } }"""
        );
        Assert.Empty(Layers().Root.GetSection("plugins:disabled").GetChildren());

        var experts = Read(
            """{ "backbone": { "id": "Tiny" }, "head": { "id": "Tiny" } }""",
            "experts:1:options:flipRate=0.3",
            "experts:2:source=tiny"
        ).Settings.Experts!;

        Assert.Equal(["c tiny 0.1", "b tiny 0.3", " tiny "], experts.Select(expert => $"{expert.Name} {expert.Source} {expert.Options?["flipRate"]}"));
    }

    [Fact]
    public void The_dialects_own_name_is_no_setting() =>
        Assert.Empty(Problems(Right.Replace("{ \"backbone\"", "{ \"$schema\": \"schema.json\", \"backbone\"")));

    [Theory]
    [InlineData("", "is not JSON")]
    [InlineData("{\n  \"seed\": 1,\n  broken }", "is not JSON: line 3, column 3")]
    [InlineData("{ \"seed\": 1, \"seed\": 2 }", "is not an object of settings")]
    [InlineData("[ 1 ]", "Expected is an object such as")]
    [InlineData("3", "Expected is an object such as")]
    public void A_file_that_is_no_json_object_is_told_with_its_place(string text, string expected)
    {
        var file = WriteFile(text);

        var message = Assert.Throws<ConfigurationException>(() => Layers()).Message;

        Assert.Contains(file, message);
        Assert.Contains(expected, message);
    }

    [Fact]
    public void A_missing_file_is_answered_with_the_nearest_name()
    {
        var file = WriteFile("{}");
        File.Move(file, Path.Combine(Path.GetDirectoryName(file)!, "experiment.json"));

        string Missing(string name) =>
            Assert.Throws<ConfigurationException>(() => LayeredConfiguration.Read([Path.Combine(Path.GetDirectoryName(file)!, name)], [])).Message;

        Assert.Contains("did you mean experiment.json?", Missing("experimnet.json"));
        Assert.DoesNotContain("did you mean", Missing("other.json"));
        Assert.Contains("is not there either", Missing("nowhere/experiment.json"));
        Assert.Contains("is a folder", Missing(""));
    }

    [Theory]
    [InlineData("seed")]
    [InlineData("=5")]
    [InlineData("")]
    public void A_setting_without_name_or_value_is_refused(string setting) =>
        Assert.Contains($"found '{setting}'", Assert.Throws<ConfigurationException>(() => Layers(setting)).Message);

    [Fact]
    public void Every_property_of_the_schema_is_shown_with_its_origin()
    {
        var experiment = Read(
            """{ "seed": 4, "backbone": { "id": "tiny", "options": { "width": 8 } }, "head": { "id": "Tiny" }, "experts": [ { "source": "tiny" }, { "source": "Sound.Expert/tiny", "name": "second" } ] }""",
            "experts:1:options:flipRate=0.4"
        );

        var values = ResolvedValues
            .Of(experiment, Plugins)
            .ToDictionary(value => value.Path, value => $"{value.Value ?? "none"} from {Path.GetFileName(value.Origin)}");

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["seed"] = "4 from 1.json",
                ["device"] = "cpu from default",
                ["backbone:id"] = "tiny from 1.json",
                ["backbone:options:width"] = "8 from 1.json",
                ["backbone:options:slope"] = "0.1 from default of Sound.Backbone",
                ["backbone:options:bias"] = "true from default of Sound.Backbone",
                ["backbone:options:seconds"] = "2 from default of Sound.Backbone",
                ["backbone:weights"] = "none from default",
                ["backbone:weightsRoot"] = "none from default",
                ["backbone:model"] = "none from default",
                ["backbone:wrappers"] = "none from default",
                ["head:id"] = "Tiny from 1.json",
                ["head:weights"] = "none from default",
                ["experts:0:source"] = "tiny from 1.json",
                ["experts:0:name"] = "none from default",
                ["experts:0:options:flipRate"] = "0.2 from default of Sound.Expert",
                ["experts:1:source"] = "Sound.Expert/tiny from 1.json",
                ["experts:1:name"] = "second from 1.json",
                ["experts:1:options:flipRate"] = "0.4 from --set",
                ["routing:ties"] = "lowestChannel from default",
                ["routing:by"] = "logits from default",
                ["routing:budget"] = "none from default",
                ["routing:budgetRule"] = "fill from default",
                ["routing:absent"] = "none from default",
                ["routing:useCosts"] = "true from default",
                ["routing:minimumLoads"] = "none from default",
                ["routing:minimumRegion"] = "0 from default",
                ["routing:fillHoles"] = "0 from default",
                ["routing:connectivity"] = "four from default",
                ["routing:answer"] = "model from default",
                ["routing:margin"] = "none from default",
                ["routing:diceLevel"] = "none from default",
                ["routing:answerThreshold"] = "none from default",
                ["routing:useGate"] = "true from default",
                ["routing:useGuarantee"] = "true from default",
                ["routing:units:use"] = "people from default",
                ["routing:units:minimumPixels"] = "9 from default",
                ["routing:units:smoothing"] = "1 from default",
                ["routing:units:task"] = "annotate from default",
                ["routing:units:decisions"] = "none from default",
                ["routing:units:minutes"] = "none from default",
                ["routing:units:secondsPerDecision"] = "8 from default",
                ["routing:units:candidates"] = "5 from default",
                ["routing:units:rounds"] = "3 from default",
                ["reference:rule"] = "majority from default",
                ["reference:from"] = "others from default",
                ["reference:rater"] = "none from default",
                ["reference:among"] = "none from default",
                ["reference:ties"] = "strict from default",
                ["reference:staple:prior"] = "none from default",
                ["reference:staple:initialSensitivity"] = "0.99999 from default",
                ["reference:staple:initialSpecificity"] = "0.99999 from default",
                ["reference:staple:tolerance"] = "1E-12 from default",
                ["reference:staple:maxIterations"] = "500 from default",
                ["reference:madeOf"] = "none from default",
                ["losses:preset"] = "paper from default",
                ["losses:surrogate"] = "dc from default",
                ["losses:wrongExpert"] = "none from default",
                ["losses:probabilityOffset"] = "none from default",
                ["losses:segmentorSigmoidTwice"] = "none from default",
                ["losses:rightOnlyAboveHalf"] = "none from default",
                ["losses:predictorSigmoidTwice"] = "none from default",
                ["losses:beta1"] = "0.5 from default",
                ["losses:beta2"] = "0.1 from default",
                ["losses:detachRouting"] = "none from default",
                ["losses:lambda1"] = "1 from default",
                ["losses:lambda2"] = "5 from default",
                ["losses:lower"] = "none from default",
                ["losses:upper"] = "none from default",
                ["plugins:folder"] = "none from default",
                ["plugins:disabled"] = "none from default",
                ["plugins:callLimitSeconds"] = "none from default",
                ["plugins:isolation"] = "assembly from default",
                ["plugins:isolated"] = "none from default",
                ["plugins:memoryLimitMegabytes"] = "none from default",
            },
            values.Where(value => !_long.Contains(value.Key.Split(':')[0])).ToDictionary()
        );
        Assert.Equal("none from default", values["dataset:folder"]);
        Assert.Equal("200 from default", values["training:epochs"]);
        Assert.Equal("1024 from default", values["cache:memoryMiB"]);
        Assert.Equal("none from default", values["run:pooled"]);
        Assert.Equal("test from default", values["evaluation:part"]);
    }

    [Fact]
    public void Options_without_a_schema_are_shown_as_they_were_set()
    {
        PluginsFolder.Edit(Path.Combine(Folder.Root, "Sound.Backbone"), manifest => manifest["contributions"]![0]!.AsObject().Remove("options"));
        Plugins = Folder.Open();

        var values = ResolvedValues.Of(Read("""{ "backbone": { "id": "Tiny", "options": { "a": { "b": [ 1, 2 ] } } }, "head": { "id": "Tiny" } }"""), Plugins);

        Assert.Equal(
            ["backbone:options:a:b:0 1", "backbone:options:a:b:1 2"],
            values.Where(value => value.Path.Contains("options")).Select(value => $"{value.Path} {value.Value}")
        );
    }

    [Theory]
    [InlineData("""[ { "source": "tiny" }, { "source": "Sound.Expert/tiny" }, { "source": "tiny" } ]""", "tiny", "tiny2", "tiny3")]
    [InlineData("""[ { "source": "tiny" }, { "source": "tiny", "name": "Tiny" } ]""", "tiny2", "Tiny")]
    [InlineData("""[ { "source": "tiny", "name": "tiny2" }, { "source": "tiny" }, { "source": "tiny" } ]""", "tiny2", "tiny", "tiny3")]
    public void Experts_have_different_names_and_a_chosen_one_stays(string experts, params string[] expected) =>
        Assert.Equal(expected, Read($$"""{ "backbone": { "id": "Tiny" }, "head": { "id": "Tiny" }, "experts": {{experts}} }""").ExpertNames());
}
