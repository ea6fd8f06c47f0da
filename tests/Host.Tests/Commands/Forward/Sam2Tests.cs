using System.IO.Compression;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tests.Building;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Host.Tests.Commands.Forward;

/// <summary>The reduced SAM 2 networks of the golden files through the command. Tolerances are those of their README.</summary>
public sealed class Sam2Tests : IDisposable
{
    private const double EncoderTolerance = 2e-5;
    private const double DecoderTolerance = 5e-5;

    private readonly ForwardFiles _files = new();

    public Sam2Tests()
    {
        File.WriteAllText(
            OptionsOf("tiny21"),
            """
            { "width": 8, "heads": 1, "stages": [1, 2, 3, 1], "globalBlocks": [5], "positionGrid": [7, 7], "windows": [8, 4, 6, 3], "embeddingChannels": 32, "decoderHeads": 4, "decoderMlp": 64, "scoreChannels": 24, "stabilityFallback": false }
            """
        );
        File.WriteAllText(
            OptionsOf("variant"),
            """
            { "width": 8, "heads": 2, "stages": [2, 1, 3, 1], "globalBlocks": [4], "positionGrid": [5, 7], "windows": [4, 4, 8, 4], "topDownLevels": [0, 1, 2, 3], "pyramidInterpolation": "bilinear", "pyramidSum": false, "embeddingChannels": 24, "decoderHeads": 3, "decoderMlp": 48, "scoreChannels": 20, "scoreSigmoid": false, "objectPerceptron": false, "stabilityFallback": false }
            """
        );
    }

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("tiny21", "box")]
    [InlineData("tiny21", "mask")]
    [InlineData("variant", "point")]
    public void Embeddings_prompts_masks_and_scores_equal_the_originals(string network, string name)
    {
        Write(network, name);
        var all = Golden(network, $"{name}.all_masks");

        Succeed(network, "--steps", "--no-features");

        Close(Golden(network, "image_embed")[..1], "embedding.image_embedding", EncoderTolerance);
        Close(Golden(network, "fpn.s0"), "embedding.high_res_0", EncoderTolerance);
        Close(Golden(network, "fpn.s1"), "embedding.high_res_1", EncoderTolerance);
        Close(Golden(network, $"{name}.sparse"), "sparse", EncoderTolerance);
        Close(all[.., ..1], "low_res_logits", DecoderTolerance);
        Close(Enlarge(all[.., ..1]), "logits", DecoderTolerance);
        Close(Golden(network, $"{name}.all_iou")[.., ..1], "iou", DecoderTolerance);
        Close(Golden(network, $"{name}.object_score"), "object_score", DecoderTolerance);

        Succeed(network, "--multimask", "--no-embedding");

        Close(all[.., 1..], "low_res_logits", DecoderTolerance);
        Close(Enlarge(all[.., 1..]).unsqueeze(2), "hypotheses", DecoderTolerance);
        Close(Golden(network, $"{name}.all_iou")[.., 1..], "iou", DecoderTolerance);
    }

    [Fact]
    public void The_published_layout_is_read()
    {
        var path = _files.Of("sam2.1_reduced.pt");
        Save(path, "tiny21");
        Write("tiny21", "box");

        _files.Succeed("Sam2", "--options", OptionsOf("tiny21"), "--weights", path);

        Close(Golden("tiny21", "box.all_masks")[.., ..1], "low_res_logits", DecoderTolerance);
    }

    [Theory]
    [InlineData("sam2", "variant", "SAM 2 with a Hiera encoder of width 8 and 7 blocks. That is this backbone; give it the options of the weights.")]
    [InlineData("medsam", "vit_d4_w7", "The backbone MedSam takes it.")]
    public void Another_networks_weights_are_refused_in_one_message(string group, string file, string advice)
    {
        Write("tiny21", "box");

        var run = _files.Run("Sam2", "--options", OptionsOf("tiny21"), "--weights", GoldenFiles.Of(group, $"{file}.weights.safetensors"));

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("These are not the weights of this Sam2", run.Error);
        Assert.Contains(advice, run.Error);
        Assert.False(File.Exists(_files.Output));
    }

    [Fact]
    public void Observing_routing_channels_leave_the_masks_as_they_are()
    {
        Write("tiny21", "box");
        Succeed("tiny21");
        var logits = _files.Found("logits");

        Succeed("tiny21", "--routing-channels", "2", "--set", "routingTokens=observing");

        Close(logits, "logits", 0);
        Assert.Equal([1, 3, 128, 128], _files.Found("routing_logits").shape);
        Assert.Equal([1, 1, 128, 128], _files.Found("predictor_logit").shape);
    }

    private string OptionsOf(string network) => _files.Of($"{network}.options.json");

    private static Tensor Golden(string network, string name) => ForwardFiles.Golden("sam2", $"{network}.image", name);

    private static Tensor Enlarge(Tensor maps) =>
        nn.functional.interpolate(maps, [4 * maps.shape[2], 4 * maps.shape[3]], mode: InterpolationMode.Bilinear, align_corners: false);

    private void Close(Tensor expected, string name, double tolerance) =>
        _files.Close(expected, name, tolerance * (expected.numel() == 0 ? 1 : expected.abs().max().ToDouble()));

    private void Write(string network, string name)
    {
        var frames = ForwardFiles.Read(GoldenFiles.Of("sam2", $"{network}.inputs.safetensors"), "frames_u8")[..1].to(ScalarType.Float32).div(255);
        var image = frames.sub(tensor(new[] { 0.485f, 0.456f, 0.406f }).view(3, 1, 1)).div(tensor(new[] { 0.229f, 0.224f, 0.225f }).view(3, 1, 1));
        _files.Write(
            ("image", image),
            ("boxes", name == "box" ? Golden(network, "prompt.box").reshape(1, 4) : null),
            ("points", name == "point" ? Golden(network, "prompt.points")[.., ..1] : null),
            ("labels", name == "point" ? ones([1, 1], ScalarType.Int64) : null),
            ("mask", name == "mask" ? Golden(network, "prompt.mask") : null)
        );
    }

    private void Succeed(string network, params string[] arguments) =>
        _files.Succeed("Sam2", ["--options", OptionsOf(network), "--weights", GoldenFiles.Of("sam2", $"{network}.weights.safetensors"), .. arguments]);

    // The golden weights as torch.save writes { "model": state_dict }.
    private static void Save(string path, string network)
    {
        using var file = SafetensorsFile.Open(GoldenFiles.Of("sam2", $"{network}.weights.safetensors"));
        var pickle = Pickle.Protocol(2).Op('}').Text("model").Global("collections", "OrderedDict").Op(')').Op('R').Op('(');
        var entries = new List<(string, byte[])>();
        foreach (var info in file.Tensors)
        {
            using var values = ModuleWeights.Read(file, info);
            var strides = info.Shape.Select((_, axis) => info.Shape.Skip(axis + 1).Aggregate(1L, (product, size) => product * size)).ToArray();
            pickle.Text(info.Name).Tensor("FloatStorage", $"{entries.Count}", values.numel(), 0, [.. info.Shape], strides);
            entries.Add(($"sam2/data/{entries.Count}", values.bytes.ToArray()));
        }
        entries.Insert(0, ("sam2/data.pkl", pickle.Op('u').Op('s').Stop()));
        File.WriteAllBytes(path, Formats.Tests.Building.Archive.Zip(CompressionLevel.NoCompression, [.. entries]));
    }
}
