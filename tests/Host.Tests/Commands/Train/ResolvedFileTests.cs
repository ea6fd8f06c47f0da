using DeferredSeg.Host.Commands.Train;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Tests.Configuration;

namespace DeferredSeg.Host.Tests.Commands.Train;

public sealed class ResolvedFileTests : Layered
{
    [Fact]
    public void A_written_configuration_gives_the_same_settings_again()
    {
        var data = Directory.CreateTempSubdirectory("deferredseg").FullName;
        File.WriteAllText(Path.Combine(data, "dataset.json"), """{ "patient": "^p(\\d)", "raters": ["a", "b"], "preparation": { "size": [64, 48] } }""");
        var first = Read(
            $$"""
            {
              "seed": 12, "backbone": { "id": "Tiny", "weights": "../else where/007" }, "head": { "id": "Tiny" }, "experts": [ { "source": "tiny", "name": "12" }, { "source": "tiny" } ],
              "dataset": { "folder": "{{data}}", "raters": ["c"], "gold": "", "boxes": { "from": "wholeImage" } },
              "reference": { "madeOf": [], "rule": "given" }, "routing": { "budget": 1e-1, "absent": [] }, "training": { "epochs": 7, "gradientNorm": 2.50 }
            }
            """,
            "training:batchSize=3"
        );

        var text = ResolvedFile.Text(first, Plugins, new ResolvedValue("run:folder", "runs/x", "default"));
        using var again = new Rereading();
        var second = again.Reread(text);

        Assert.Equal(TrainedConfiguration.Of(first, Plugins), TrainedConfiguration.Of(second, Plugins));
        Assert.Equal(first.Settings.Training, second.Settings.Training);
        Assert.Equal((0.1, 12L, "runs/x"), (second.Settings.Routing!.Budget, second.Settings.Seed, second.Settings.Run!.Folder));
        Assert.Empty(second.Settings.Reference!.MadeOf!);
        Assert.Equal(["12", "tiny"], second.ExpertNames());
        var dataset = DatasetConfiguration.Read(second.Layers);
        Assert.Equal(("^p(\\d)", "c", ""), (dataset.Patient, string.Join(",", dataset.Raters!), dataset.Gold));
        Assert.Equal(text, ResolvedFile.Text(second, Plugins, new ResolvedValue("run:folder", "runs/x", "default")));
        Assert.DoesNotContain("isolation", text);
        Assert.Contains("\"epochs\": 7", text);
        Assert.Contains("\"gradientNorm\": 2.50", text);
        Assert.Contains("\"name\": 12", text);
        Assert.Contains("\"absent\": []", text);
        Assert.Contains("\"../else where/007\"", text);
        Directory.Delete(data, recursive: true);
    }

    private sealed class Rereading : Layered
    {
        public Experiment Reread(string text) => Read(text);
    }
}
