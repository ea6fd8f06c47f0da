using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DeferredSeg.Host.Tests.Commands.Train;

public sealed class TrainTests : TrainCase
{
    [Fact]
    public void Every_variant_and_seed_is_trained_and_its_own_configuration_gives_the_same_weights_again()
    {
        var (folder, again) = (At("run"), At("again"));
        string[] members = ["variant-1/seed-1", "variant-1/seed-7", "variant-2/seed-1", "variant-2/seed-7"];
        var configuration = Configuration(
            folder,
            json =>
            {
                json["training"]!["epochs"] = 1;
                json["run"]!["seeds"] = new JsonArray(1, 7);
                json["run"]!["pooled"] = new JsonArray("dataset:split:folds=3; dataset:split:fold=0", "dataset:split:folds=3; dataset:split:fold=1");
            }
        );

        var run = Train(configuration, "--format", "json");

        Assert.True(run.ExitCode == 0, run.Error);
        var result = JsonDocument.Parse(run.Output).RootElement.GetProperty("members").EnumerateArray().ToList();
        Assert.Equal(members, result.Select(member => member.GetProperty("member").GetString()));
        Assert.All(
            result,
            member =>
            {
                Assert.Equal((1, 1), (member.GetProperty("epochs").GetInt32(), member.GetProperty("bestEpoch").GetInt32()));
                Assert.Equal(1, member.GetProperty("coverage").GetDouble() + member.GetProperty("loads").EnumerateArray().Sum(load => load.GetDouble()), 1e-9);
                SameAsLogged(member, ["system", "expert", "model", "modelAlone", "deferral"]);
            }
        );
        foreach (var member in members)
        {
            Assert.Single(run.Error.Split('\n'), line => line.StartsWith($"{member} epoch 1/1", StringComparison.Ordinal));
            foreach (var name in (string[])["best/backbone.safetensors", "best/head.safetensors", "steps.jsonl", "epochs.jsonl", "epochs.csv"])
                Assert.True(File.Exists(Path.Combine(folder, member, name)), name);
        }
        Assert.DoesNotContain('\r', run.Error);
        Assert.Equal(4, members.Select(member => AllWeights(Path.Combine(folder, member))).Distinct().Count());

        var second = Train(Path.Combine(folder, "config.json"), "--set", $"run:folder={again}");

        Assert.True(second.ExitCode == 0, second.Error);
        Assert.Contains("Coverage", second.Output);
        Assert.Contains(again, second.Output);
        foreach (var member in members)
        {
            Assert.Equal(AllWeights(Path.Combine(folder, member)), AllWeights(Path.Combine(again, member)));
            Assert.Equal(Logs(Path.Combine(folder, member)), Logs(Path.Combine(again, member)));
        }
        Assert.Equal(
            File.ReadAllText(Path.Combine(folder, "config.json")).Replace(folder, again, StringComparison.Ordinal),
            File.ReadAllText(Path.Combine(again, "config.json"))
        );
    }

    [Fact]
    public void A_run_is_never_written_over_and_what_has_ended_stays()
    {
        var folder = At("run");
        var configuration = Configuration(folder, json => json["training"]!["epochs"] = 1);
        Assert.Equal(0, Train(configuration).ExitCode);
        var (weights, written) = (AllWeights(Path.Combine(folder, "seed-3")), File.GetLastWriteTimeUtc(Path.Combine(folder, "seed-3", "steps.jsonl")));

        var twice = Train(configuration);
        var resumed = Train(Path.Combine(folder, "config.json"), "--resume", "--format", "json");
        var other = Train(configuration, "--resume", "--set", "training:learningRate=0.5", "--set", "backbone:options:width=6");
        var untouched = (AllWeights(Path.Combine(folder, "seed-3")), File.GetLastWriteTimeUtc(Path.Combine(folder, "seed-3", "steps.jsonl")));
        var further = Train(
            Path.Combine(folder, "config.json"),
            "--resume",
            "--set",
            "run:seeds:0=3",
            "--set",
            "run:seeds:1=4",
            "--set",
            "training:epochs=2",
            "--format",
            "json"
        );

        Assert.Equal(ExitCode.Data, twice.ExitCode);
        Assert.Contains($"{folder} holds a run already (seed-3). Go on with it: ./deferredseg train --config {configuration} --resume", twice.Error);
        Assert.Equal(0, resumed.ExitCode);
        Assert.Contains("seed-3 has ended before: all epochs were trained.", resumed.Error);
        Assert.True(JsonDocument.Parse(resumed.Output).RootElement.GetProperty("members")[0].GetProperty("endedBefore").GetBoolean());
        Assert.Equal(ExitCode.Configuration, other.ExitCode);
        Assert.Contains("training:learningRate was 0.001 and is 0.5", other.Error);
        Assert.Contains("backbone:options:width was 4 and is 6", other.Error);
        Assert.Equal((weights, written), untouched);
        Assert.True(further.ExitCode == 0, further.Error);
        Assert.Equal(
            [2, 2],
            JsonDocument.Parse(further.Output).RootElement.GetProperty("members").EnumerateArray().Select(member => member.GetProperty("epochs").GetInt32())
        );
    }

    [Fact]
    public void Without_deferral_the_network_alone_is_trained()
    {
        var folder = At("run");
        var run = Train(Configuration(folder, json => (json["experts"], json["training"]!["deferral"]) = (null, false)), "--format", "json");

        Assert.True(run.ExitCode == 0, run.Error);
        var member = JsonDocument.Parse(run.Output).RootElement.GetProperty("members")[0];
        Assert.False(member.TryGetProperty("coverage", out _));
        SameAsLogged(member, ["modelAlone"]);
        Assert.Equal(["backbone.safetensors"], Directory.EnumerateFiles(Path.Combine(folder, "seed-3", "best")).Select(file => Path.GetFileName(file)));

        var staged = Train(
            Configuration(
                At("second"),
                json =>
                    (json["backbone"]!["weights"], json["training"]!["trainBackbone"]) = (
                        Path.Combine(folder, "{member}", "best", "backbone.safetensors"),
                        false
                    )
            ),
            "--format",
            "json"
        );

        Assert.True(staged.ExitCode == 0, staged.Error);
        member = JsonDocument.Parse(staged.Output).RootElement.GetProperty("members")[0];
        Assert.Equal(["head.safetensors"], Directory.EnumerateFiles(Path.Combine(At("second"), "seed-3", "best")).Select(file => Path.GetFileName(file)));
        Assert.True(member.GetProperty("embeddingsFound").GetInt64() > 0);
        Assert.True(member.GetProperty("embeddingsComputed").GetInt64() > 0);
    }

    /// <summary>What a member's result says of its best epoch is what its log for spreadsheets says.</summary>
    private static void SameAsLogged(JsonElement member, string[] names)
    {
        var lines = File.ReadAllLines(Path.Combine(member.GetProperty("folder").GetString()!, "epochs.csv")).Select(line => line.Split(',')).ToList();
        var best = lines[member.GetProperty("bestEpoch").GetInt32()];
        foreach (var name in names)
        {
            var head = name switch
            {
                "modelAlone" => "dice_model_alone",
                "deferral" => name,
                _ => $"dice_{name}",
            };
            Assert.Equal(double.Parse(best[Array.IndexOf(lines[0], head)], CultureInfo.InvariantCulture), member.GetProperty(name).GetDouble(), 1e-12);
        }
    }
}
