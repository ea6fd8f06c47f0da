using System.Text.Json;
using System.Text.Json.Nodes;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Host.Tests.Commands.Train;

/// <summary>A run's folder holds what it needs: it can be moved, and what it came from can go.</summary>
public sealed class MovedRunTests : TrainCase
{
    [Fact]
    public void A_second_stage_is_evaluated_and_resumed_from_another_place_without_its_first_stage()
    {
        var first = Configuration(
            At("first"),
            json =>
            {
                json["training"]!["deferral"] = false;
                json["training"]!["epochs"] = 1;
            }
        );
        var second = Configuration(
            At("second"),
            json =>
            {
                json["training"]!["trainBackbone"] = false;
                json["training"]!["epochs"] = 1;
                // Next to the configuration's own file, wherever the command is typed.
                json["backbone"]!["weights"] = "first/{member}/best/backbone.safetensors";
            }
        );
        Assert.Equal(0, Train(first).ExitCode);
        var trained = Train(second);
        Assert.True(trained.ExitCode == 0, trained.Error);
        var before = Evaluated(At("second"), "before");

        Directory.CreateDirectory(At("elsewhere"));
        Directory.Move(At("second"), At("elsewhere", "second"));
        Directory.Delete(At("first"), recursive: true);

        Assert.Equal(before, Evaluated(At("elsewhere", "second"), "after"));
        Assert.DoesNotContain(At("first"), File.ReadAllText(At("elsewhere", "second", "config.json")), StringComparison.Ordinal);
        var resumed = Train(At("elsewhere", "second", "config.json"), "--resume", "--set", "training:epochs=2");
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Contains(At("elsewhere", "second"), resumed.Output);
        Assert.Equal(2, File.ReadLines(At("elsewhere", "second", "seed-3", "epochs.jsonl")).Count());
    }

    [Fact]
    public void A_new_image_needs_neither_the_data_nor_the_raters_of_the_training()
    {
        Assert.Equal(0, ProgramRun.Of("data", "phantom", "--output", At("data"), "--cases", "12", "--size", "32", "--raters", "2").ExitCode);
        var configuration = Configuration(
            At("run"),
            json =>
            {
                json["dataset"] = new JsonObject { ["folder"] = "data" };
                json["experts"] = JsonNode.Parse(
                    """[ { "name": "reader", "source": "recorded", "options": { "rater": "careful" } }, { "name": "none", "source": "constant", "options": { "value": 0 } } ]"""
                );
                json["training"]!["epochs"] = 1;
            }
        );
        var trained = Train(configuration);
        Assert.True(trained.ExitCode == 0, trained.Error);
        Directory.Delete(At("data"), recursive: true);
        ImageFile.Write(At("new.png"), new RasterImage(32, 32, 1, 8, [.. Enumerable.Range(0, 32 * 32).Select(i => (ushort)(i % 251))]));

        var routed = ProgramRun.Of("route", "--run", At("run"), At("new.png"), "--output", At("routed"), "--format", "json");

        Assert.True(routed.ExitCode == 0, routed.Error);
        Assert.Contains("reader: recorded masks are of other images", routed.Error);
        var experts = JsonDocument.Parse(routed.Output).RootElement.GetProperty("cases")[0].GetProperty("experts");
        Assert.Equal("absent", experts[0].GetProperty("status").GetString());
    }

    private string Evaluated(string run, string output)
    {
        var evaluated = ProgramRun.Of("evaluate", run, "--output", At(output));
        Assert.True(evaluated.ExitCode == 0, evaluated.Error);
        return File.ReadAllText(Directory.EnumerateFiles(At(output), "cases.csv", SearchOption.AllDirectories).Single());
    }
}
