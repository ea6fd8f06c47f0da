using System.Text.Json.Nodes;
using DeferredSeg.Host.Commands.Route;
using DeferredSeg.Host.Commands.Serve;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Tests.Commands.Train;
using DeferredSeg.Host.Tests.Plugins;
using DeferredSeg.Server.Uploads;
using DeferredSeg.Studies;

namespace DeferredSeg.Host.Tests.Commands.Studies;

/// <summary>What is uploaded is routed as by <c>route --study</c>.</summary>
[Collection(PluginsOfThisProcess.Name)]
public sealed class UploadTests : TrainCase
{
    [Fact]
    public async Task An_uploaded_image_asks_people_and_the_same_again_asks_nothing_more()
    {
        Assert.Equal(0, ProgramRun.Of("data", "phantom", "--cases", "3", "--size", "48", "--seed", "5", "--output", At("data")).ExitCode);
        var file = Configuration(
            At("run"),
            json =>
            {
                json["experts"] = new JsonArray(new JsonObject { ["name"] = "reader", ["source"] = "human" });
                json["routing"] = new JsonObject { ["budget"] = 0.2 };
            }
        );
        using var plugins = PluginHost.Open(new(BuildFacts.Plugins));
        var networks = new RoutingNetworks(Experiment.Read(LayeredConfiguration.Read([file], [], environment: false), plugins), [], Untrained: true);
        using var study = Study.Create(At("study"), new());
        using var router = new UploadRouter(networks, plugins, study, null);
        var image = await File.ReadAllBytesAsync(Directory.EnumerateFiles(At("data", "images")).First());

        var routed = await router.Route(new("scan-1.png", image), default);

        Assert.True(routed.Questions > 0);
        Assert.Equal(routed.Questions, study.Questions.List().Count);
        Assert.All(study.Questions.List(), question => Assert.Equal((routed.CaseId, "reader"), (question.CaseId, question.Expert)));
        Assert.True(File.Exists(At("study", "uploads", "scan-1", "routed", "summary.json")));
        Assert.Equal(routed, await router.Route(new("scan-1.png", image), default));
        Assert.Equal(routed.Questions, study.Questions.List().Count);
        // What cannot be read is told without where it lies.
        var refused = await Assert.ThrowsAsync<UploadException>(() => router.Route(new("broken-2.png", image[..40]), default));
        Assert.DoesNotContain(At("study"), refused.Message);
    }
}
