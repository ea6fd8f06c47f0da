using System.Text.Json;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;

namespace Backbones.Sam2.Tests;

/// <summary>The reduced networks whose numbers come from the original PyTorch code: <c>tiny21</c> and <c>variant</c>.</summary>
internal static class GoldenSam2
{
    /// <summary>Of the trunk, the neck and the prompts, times the largest value.</summary>
    public const double EncoderTolerance = 2e-5;

    /// <summary>Of the decoder and its heads, times the largest value.</summary>
    public const double DecoderTolerance = 5e-5;

    public static TheoryData<string> Networks => ["tiny21", "variant"];

    /// <summary>Switches as published, or as far from it as the code allows.</summary>
    public static Sam2Options Options(string network) =>
        network == "tiny21"
            ? new(
                Width: 8,
                Heads: 1,
                Stages: [1, 2, 3, 1],
                GlobalBlocks: [5],
                PositionGrid: [7, 7],
                Windows: [8, 4, 6, 3],
                EmbeddingChannels: 32,
                DecoderHeads: 4,
                DecoderMlp: 64,
                ScoreChannels: 24
            )
            : new(
                Width: 8,
                Heads: 2,
                Stages: [2, 1, 3, 1],
                GlobalBlocks: [4],
                PositionGrid: [5, 7],
                Windows: [4, 4, 8, 4],
                TopDownLevels: [0, 1, 2, 3],
                PyramidInterpolation: PyramidInterpolation.Bilinear,
                PyramidSum: false,
                EmbeddingChannels: 24,
                DecoderHeads: 3,
                DecoderMlp: 48,
                ScoreChannels: 20,
                ScoreSigmoid: false,
                ObjectPerceptron: false
            );

    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Golden", "sam2", file);

    public static JsonElement Json(string file) => JsonDocument.Parse(File.ReadAllText(PathOf(file))).RootElement;

    public static JsonElement Numbers(string network) => Json($"{network}.json").GetProperty("image");

    /// <summary>A tensor of the network's image file.</summary>
    public static Tensor Tensor(string network, string tensor) => Read($"{network}.image.golden.safetensors", tensor);

    public static bool Has(string network, string tensor)
    {
        using var file = WeightFile.Open(PathOf($"{network}.image.golden.safetensors"));
        return file.TryGet(tensor, out _);
    }

    public static Tensor Read(string file, string tensor)
    {
        using var opened = WeightFile.Open(PathOf(file));
        Assert.True(opened.TryGet(tensor, out var info), $"{tensor} is not in {file}");
        return ModuleWeights.Read(opened, info);
    }

    /// <summary>One of the frames as a picture, uint8 <c>[3, S, S]</c>.</summary>
    public static Tensor Frame(string network, int frame) => Read($"{network}.inputs.safetensors", "frames_u8")[frame];

    /// <summary>Both images, the first two frames, as the network takes them.</summary>
    public static Tensor Images(string network)
    {
        var frames = Read($"{network}.inputs.safetensors", "frames_u8")[..2].@float().div(255);
        return frames.sub(tensor(new[] { 0.485f, 0.456f, 0.406f }).view(3, 1, 1)).div(tensor(new[] { 0.229f, 0.224f, 0.225f }).view(3, 1, 1));
    }

    public static Sam2Backbone Backbone(string network, Func<Sam2Options, Sam2Options>? change = null)
    {
        var backbone = new Sam2Backbone(change is null ? Options(network) : change(Options(network)));
        using var scope = NewDisposeScope();
        backbone.ImportWeights(Weights(network));
        backbone.Network.eval();
        return backbone;
    }

    /// <summary>The golden network with routing for some experts, whose fresh weights are drawn wide enough to matter.</summary>
    public static Sam2Backbone Routed(string network, int experts, Func<Sam2Options, Sam2Options>? change = null)
    {
        var backbone = Backbone(network, change);
        backbone.AddRoutingChannels(experts);
        using var frozen = no_grad();
        foreach (var (name, parameter) in backbone.Network.named_parameters().Where(entry => entry.name.Contains("routing") || entry.name.Contains("deferral")))
        {
            using var values = DeferredSeg.Engine.Weights.ProceduralWeights.Draw(name, parameter.shape, 0, 0.6);
            parameter.copy_(values);
        }
        return backbone;
    }

    /// <summary>All weights of the file, those of the memory among them.</summary>
    public static Dictionary<string, Tensor> Weights(string network)
    {
        using var file = WeightFile.Open(PathOf($"{network}.weights.safetensors"));
        return file.Tensors.ToDictionary(info => info.Name, info => ModuleWeights.Read(file, info));
    }

    /// <summary>A map with every second row and column, where the file holds no more.</summary>
    public static Tensor Strided(Tensor map, int stride) => map[.., .., TensorIndex.Slice(step: stride), TensorIndex.Slice(step: stride)];

    /// <summary>Compares with a tensor of the network's file, at a tolerance relative to its largest value.</summary>
    public static void Close(string network, string expected, Tensor actual, double tolerance) => Close(Tensor(network, expected), actual, tolerance, expected);

    public static void Close(Tensor expected, Tensor actual, double tolerance, string? what = null)
    {
        Assert.Equal(expected.shape, actual.shape);
        if (expected.numel() == 0)
            return;
        var allowed = tolerance * expected.abs().max().ToDouble();
        var difference = (expected - actual).abs().max().ToDouble();
        Assert.True(difference <= allowed, $"{what} differs by {difference}, tolerance {allowed}");
    }
}
