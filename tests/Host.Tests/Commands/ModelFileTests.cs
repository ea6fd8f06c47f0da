using System.Text.Json;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Host.Tests.Commands;

/// <summary>From a model file to masks and to routing, as docs/models.md walks through it.</summary>
public sealed class ModelFileTests : IDisposable
{
    private static readonly string _models = Path.Combine(AppContext.BaseDirectory, "Golden", "exported");

    private readonly string _folder = Directory.CreateTempSubdirectory("deferredseg-models").FullName;

    public ModelFileTests() => Picture("image.png", 0);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("net2d.onnx", "Onnx")]
    [InlineData("net2d_traced.pt", "TorchScript")]
    [InlineData("net2d_features_traced.pt", "TorchScript")]
    public void A_file_segments_and_says_what_was_taken_for_granted(string file, string backbone)
    {
        var run = ProgramRun.Of("route", "--model", Path.Combine(_models, file), At("image.png"), "--output", At("segmented"));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("does not say, and was taken for granted: ", run.Error);
        Assert.Contains("outputs: logits, since some lie outside of 0 and 1; sizes: multiples of 4", run.Error);
        Assert.Contains($"{backbone} alone, without routing", run.Output);
        Assert.True(File.Exists(At("segmented/image/system.png")));
        Assert.False(File.Exists(At("segmented/image/routing.png")));
    }

    [Fact]
    public void A_bundle_is_run_by_its_folder()
    {
        Directory.CreateDirectory(At("bundle/models"));
        Directory.CreateDirectory(At("bundle/configs"));
        File.Copy(Path.Combine(_models, "net2d_scripted.pt"), At("bundle/models/model.ts"));
        File.WriteAllText(
            At("bundle/configs/metadata.json"),
            """{ "network_data_format": { "inputs": { "image": { "num_channels": 3, "value_range": [0, 1] } }, "outputs": { "pred": { "channel_def": { "0": "vessel" } } } } }"""
        );

        var run = ProgramRun.Of("route", "--model", At("bundle"), At("image.png"), "--output", At("segmented"));

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("class names: vessel", run.Error);
    }

    [Theory]
    [InlineData("Onnx", "net2d_features.onnx")]
    [InlineData("TorchScript", "net2d_features_traced.pt")]
    public void With_routing_it_is_trained_evaluated_and_routed_from_a_run_that_keeps_the_file(string backbone, string file)
    {
        for (var i = 0; i < 6; i++)
        {
            Picture($"set/images/c{i}.png", i);
            Picture($"set/rater1/c{i}.png", i, mask: 120);
            Picture($"set/rater2/c{i}.png", i, mask: 140);
        }
        File.Copy(Path.Combine(_models, file), At(file));
        var configuration = Write(
            new
            {
                dataset = new { folder = "set", split = new { validation = 0.2, test = 0.3 } },
                reference = new { rule = "rater", rater = "rater1" },
                backbone = new { id = backbone, model = file },
                head = new { options = new { routingWidth = 4 } },
                experts = new[] { new { source = "recorded", options = new { rater = "rater2" } } },
                training = new { trainBackbone = false, epochs = 1 },
                run = new { folder = At("run"), seeds = new[] { 1 } },
            }
        );

        var trained = ProgramRun.Of("train", "--config", configuration);
        File.Delete(At(file));
        var evaluated = ProgramRun.Of("evaluate", At("run"));
        var routed = ProgramRun.Of("route", "--run", At("run"), At("image.png"), "--output", At("routed"));

        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.True(evaluated.ExitCode == 0, evaluated.Error);
        Assert.True(routed.ExitCode == 0, routed.Error);
        Assert.True(File.Exists(At($"run/initial/model{Path.GetExtension(file)}")));
        var other = ProgramRun.Of(
            "train",
            "--config",
            configuration,
            "--resume",
            "--set",
            "training:epochs=2",
            "--set",
            $"backbone:model={Path.Combine(_models, Other(file))}"
        );
        Assert.Equal(ExitCode.Configuration, other.ExitCode);
    }

    [Fact]
    public void What_does_not_fit_is_one_message()
    {
        Assert.Contains(
            "reads the decoder's features, and this backbone shows none",
            Refused(ExitCode.Configuration, "route", "--model", Path.Combine(_models, "net2d.onnx"), "--set", "experts:0:source=oracle")
        );
        Assert.Contains(
            "the backbone Onnx runs .onnx files",
            Refused(ExitCode.Configuration, "route", "--model", Path.Combine(_models, "net2d.onnx"), "--set", "backbone:id=UNet")
        );
        Assert.Contains("expected $.backbone.model", Refused(ExitCode.Configuration, "route", "--set", "backbone:id=Onnx", "--set", "training:deferral=false"));
        Assert.Contains("is not there; check the path", Refused(ExitCode.Data, "route", "--model", At("gone.onnx")));
        File.WriteAllText(At("text.md"), "");
        Assert.Contains("whose extension tells no kind", Refused(ExitCode.Configuration, "route", "--model", At("text.md")));
        Directory.CreateDirectory(At("empty"));
        Assert.Contains("expected a model file, or the folder of a MONAI bundle", Refused(ExitCode.Configuration, "route", "--model", At("empty")));
    }

    private static string Other(string file) => file.EndsWith(".onnx", StringComparison.Ordinal) ? "net2d.onnx" : "net2d_traced.pt";

    private string Refused(int exit, params string[] arguments)
    {
        var run = ProgramRun.Of([.. arguments, At("image.png"), "--output", At("refused")]);
        Assert.True(run.ExitCode == exit, $"{run.ExitCode}: {run.Error}");
        return run.Error;
    }

    private string Write(object configuration)
    {
        File.WriteAllText(At("model.json"), JsonSerializer.Serialize(configuration));
        return At("model.json");
    }

    private string At(string file) => Path.Combine(_folder, file);

    private void Picture(string file, int salt, int? mask = null)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(file))!);
        ushort Sample(int i) => (ushort)((i * 7 + salt * 31) % 256);
        var channels = mask is null ? 3 : 1;
        ImageFile.Write(
            At(file),
            new(
                24,
                32,
                channels,
                8,
                [.. Enumerable.Range(0, 24 * 32 * channels).Select(i => mask is { } cut ? (ushort)(Sample(i * 3) > cut ? 255 : 0) : Sample(i))]
            )
        );
    }
}
