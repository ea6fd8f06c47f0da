using System.Text.Json;
using System.Text.Json.Nodes;

namespace DeferredSeg.Host.Tests.Commands.Train;

/// <summary>A run whose backbone prepares images itself.</summary>
public sealed class BackbonePreparationTests : TrainCase
{
    [Fact]
    public void It_is_evaluated_as_it_was_trained()
    {
        var folder = At("run");
        var training = Train(
            Configuration(
                folder,
                json =>
                {
                    json["dataset"]!["preparation"] = JsonNode.Parse("""{ "size": [24], "intensity": "backbone" }""");
                    json["backbone"] = JsonNode.Parse(
                        """{ "id": "MedSam", "options": { "width": 12, "depth": 2, "heads": 2, "globalBlocks": [1], "imageSize": 24, "patch": 8, "window": 2, "embeddingChannels": 16, "maskChannels": 4, "decoderHeads": 2, "decoderMlp": 24, "scoreChannels": 10 } }"""
                    );
                    json["training"]!["epochs"] = 1;
                }
            ),
            "--format",
            "json"
        );
        Assert.True(training.ExitCode == 0, training.Error);
        var trained = JsonDocument.Parse(training.Output).RootElement.GetProperty("members")[0];

        var validation = ProgramRun.Of(
            "evaluate",
            folder,
            "--set",
            "evaluation:part=validation",
            "--set",
            "evaluation:grid=network",
            "--no-report",
            "--format",
            "json"
        );

        Assert.True(validation.ExitCode == 0, validation.Error);
        var cells = JsonDocument.Parse(validation.Output).RootElement.GetProperty("perspectives").GetProperty("rows")[0].GetProperty("cells");
        foreach (var (name, place) in new[] { ("system", 0), ("model", 2), ("modelAlone", 3) })
            Assert.Equal(trained.GetProperty(name).GetDouble(), cells[place].GetProperty("mean").GetDouble(), 1e-9);
    }

    [Fact]
    public void A_backbone_that_prepares_no_images_is_refused_before_anything_is_written()
    {
        var run = Train(Configuration(At("run"), json => json["dataset"]!["preparation"] = new JsonObject { ["intensity"] = "backbone" }));

        Assert.True(run.ExitCode == ExitCode.Configuration, run.Error);
        Assert.Contains("$.dataset.preparation.intensity is backbone, and the backbone UNet (plugin Backbones.UNet) prepares no images itself", run.Error);
        Assert.False(Directory.Exists(At("run")));
    }
}
