using System.Text.Json.Nodes;

namespace DeferredSeg.Host.Tests.Commands;

/// <summary>Images that the backbone prepares itself.</summary>
public sealed class RoutePreparationTests(RouteCase cases) : IClassFixture<RouteCase>, IDisposable
{
    private const int Side = 24;

    private readonly RouteImageCase _images = new(cases);

    public void Dispose() => _images.Dispose();

    [Fact]
    public void A_picture_of_the_networks_size_is_routed_as_the_values_that_MedSam_makes_of_it()
    {
        var samples = _images.Samples(Side, Side);
        var picture = _images.Picture("scan.png", Side, Side, samples);
        var other = _images.Picture(
            "other.png",
            37,
            51,
            _images.Samples(37, 51).SelectMany((sample, i) => new[] { sample, 255 - sample, i % 256 }),
            channels: 3
        );
        // Nothing is resized, so that only least and largest value count: those of all three channels together.
        var (least, largest) = (samples.Min(), samples.Max());
        float[] values = [.. samples.Select(sample => (float)((sample - least) / (double)(largest - least)))];
        var tensor = _images.Tensor("scan.safetensors", Side, Side, [.. values, .. values, .. values]);

        var summary = _images.Route(MedSam(), "routed", picture, other, "--budget", "0.25");
        _images.Route(MedSam(), "tensors", "--input", tensor, "--budget", "0.25");

        var file = Path.Combine(_images.Folder, "tensors/routing.safetensors");
        Assert.Equal(RouteCase.Longs(file, "decision").Select(channel => (double)channel), _images.Read("routed/scan/routing.npy"));
        Assert.Equal(RouteCase.Read(file, "model_mask").Select(value => (double)value), _images.Read("routed/scan/model.npy"));
        Assert.Equal(37 * 51, _images.Read("routed/other/routing.npy").Length);
        Assert.Equal(2, summary.GetProperty("cases").GetArrayLength());
    }

    [Theory]
    [InlineData(
        "backbone",
        null,
        "$.dataset.preparation.intensity is backbone, and the backbone UNet (plugin Backbones.UNet) prepares no images itself",
        "minMaxImage"
    )]
    [InlineData("backbone", "nearest", "resize is nearest and intensity is backbone", "leave resize out")]
    public void What_the_network_does_not_do_is_refused_and_nothing_is_written(string intensity, string? resize, params string[] expected)
    {
        var picture = _images.Picture("scan.png", Side, Side, _images.Samples(Side, Side));
        var configuration = _images.Configuration(
            "some",
            json =>
            {
                var preparation = new JsonObject { ["intensity"] = intensity };
                if (resize is not null)
                    preparation["resize"] = resize;
                json["dataset"] = new JsonObject { ["preparation"] = preparation };
            }
        );
        var output = Path.Combine(_images.Folder, "routed");

        var run = ProgramRun.Of("route", "--untrained", "--config", configuration, picture, "--output", output);

        Assert.Equal((ExitCode.Configuration, ""), (run.ExitCode, run.Output));
        Assert.All(expected, text => Assert.Contains(text, run.Error));
        Assert.False(Path.Exists(output));
    }

    private string MedSam() =>
        _images.Configuration(
            "some",
            json =>
            {
                json["backbone"] = JsonNode.Parse(
                    """{ "id": "MedSam", "options": { "width": 12, "depth": 2, "heads": 2, "globalBlocks": [1], "imageSize": 24, "patch": 8, "window": 2, "embeddingChannels": 16, "maskChannels": 4, "decoderHeads": 2, "decoderMlp": 24, "scoreChannels": 10 } }"""
                );
                json["head"] = new JsonObject { ["id"] = "RoutingChannels" };
                json["dataset"] = JsonNode.Parse($$"""{ "preparation": { "size": [{{Side}}], "intensity": "backbone" } }""");
            }
        );
}
