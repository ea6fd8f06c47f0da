using System.Text.Json;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Tensors;

namespace Backbones.MedSam.Tests;

/// <summary>The reduced network whose numbers come from the original PyTorch code.</summary>
internal static class GoldenMedSam
{
    private const string Name = "vit_d4_w7";

    /// <summary>Four blocks of width 80 on 16 by 16 tokens, windows of 7, so that windows are padded to 21 by 21.</summary>
    public static MedSamOptions Options { get; } =
        new(
            Width: 80,
            Depth: 4,
            Heads: 4,
            GlobalBlocks: [1, 3],
            ImageSize: 256,
            Window: 7,
            EmbeddingChannels: 64,
            DecoderHeads: 4,
            DecoderMlp: 128,
            ScoreChannels: 64
        );

    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Golden", "medsam", file);

    public static JsonElement Numbers { get; } = JsonDocument.Parse(File.ReadAllText(PathOf($"{Name}.json"))).RootElement;

    /// <summary>A tensor of one of the network's files: <c>encoder</c>, <c>prompt_decoder</c>, <c>grads</c>, <c>deferred</c>.</summary>
    public static Tensor Tensor(string file, string tensor) => Read(PathOf($"{Name}.{file}.golden.safetensors"), tensor);

    public static bool Has(string file, string tensor)
    {
        using var opened = WeightFile.Open(PathOf($"{Name}.{file}.golden.safetensors"));
        return opened.TryGet(tensor, out _);
    }

    public static Tensor Read(string path, string tensor)
    {
        using var file = WeightFile.Open(path);
        Assert.True(file.TryGet(tensor, out var info), $"{tensor} is not in {path}");
        return ModuleWeights.Read(file, info);
    }

    /// <summary>Both images, float32 from 0 to 1.</summary>
    public static Tensor Images() => Tensor("encoder", "image_u8").@float().div(255);

    public static Tensor Embeddings() => Tensor("prompt_decoder", "image_embedding");

    public static MedSamBackbone Backbone(MedSamOptions? options = null, string extension = "safetensors")
    {
        var backbone = new MedSamBackbone(options ?? Options);
        using var weights = WeightFile.Open(PathOf($"{Name}.weights.{extension}"));
        ModuleWeights.Load(backbone.Network, weights);
        backbone.Network.eval();
        return backbone;
    }

    /// <summary>The network with routing channels for three experts and their weights.</summary>
    public static MedSamBackbone Deferred(MedSamOptions? options = null, string extension = "safetensors")
    {
        var backbone = new MedSamBackbone(options ?? Options);
        backbone.AddRoutingChannels(Numbers.GetProperty("J").GetInt32());
        using var scope = NewDisposeScope();
        backbone.ImportWeights(Weights(extension));
        backbone.Network.eval();
        return backbone;
    }

    /// <summary>All weights by name: the network's and routing's.</summary>
    public static Dictionary<string, Tensor> Weights(string extension, bool routing = true)
    {
        var weights = new Dictionary<string, Tensor>();
        foreach (var part in routing ? new[] { "weights", "deferred_extra.weights" } : ["weights"])
        {
            using var file = WeightFile.Open(PathOf($"{Name}.{part}.{extension}"));
            foreach (var info in file.Tensors)
                weights.Add(info.Name, ModuleWeights.Read(file, info));
        }
        return weights;
    }

    public static void Close(Tensor expected, Tensor actual, double tolerance, string? what = null)
    {
        Assert.Equal(expected.shape, actual.shape);
        if (expected.numel() == 0)
            return;
        var difference = (expected - actual).abs().max().ToDouble();
        Assert.True(difference <= tolerance, $"{what} differs by {difference}, tolerance {tolerance}");
    }
}
