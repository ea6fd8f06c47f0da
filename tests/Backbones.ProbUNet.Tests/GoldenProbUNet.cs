using System.Text.Json;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Tensors;

namespace Backbones.ProbUNet.Tests;

/// <summary>Numbers of the original PyTorch code. Its weights, images and masks follow from their names by a formula.</summary>
internal sealed class GoldenProbUNet : IDisposable
{
    private readonly ITensorFile _tensors;
    private readonly JsonDocument _numbers;

    public GoldenProbUNet(string name)
    {
        _tensors = WeightFile.Open(PathOf($"{name}.golden.safetensors"));
        _numbers = JsonDocument.Parse(File.ReadAllText(PathOf($"{name}.json")));
        var config = Numbers.GetProperty("config");
        Options = new ProbUNetOptions(
            config.GetProperty("input_channels").GetInt32(),
            config.GetProperty("num_classes").GetInt32(),
            [.. config.GetProperty("num_filters").EnumerateArray().Select(filters => filters.GetInt32())],
            config.GetProperty("latent_dim").GetInt32(),
            config.GetProperty("no_convs_fcomb").GetInt32()
        );
    }

    public JsonElement Numbers => _numbers.RootElement;

    public ProbUNetOptions Options { get; }

    public Tensor Images => ProceduralWeights.Draw("input", Shape(Options.InputChannels), 0.5, 0.5);

    /// <summary>Squares of 8 by 8 pixels, each as one of its pixels was drawn.</summary>
    public Tensor Masks =>
        ProceduralWeights.Draw("mask", Shape(1), 0.5, 0.5).lt(0.5).to(ScalarType.Float32)[Every(8)].repeat_interleave(8, 2).repeat_interleave(8, 3);

    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Golden", "probunet", file);

    public double Number(string key) => Numbers.GetProperty(key).GetDouble();

    public Tensor Tensor(string name)
    {
        Assert.True(_tensors.TryGet(name, out var tensor), name);
        return ModuleWeights.Read(_tensors, tensor);
    }

    public ProbUNet Network()
    {
        var network = new ProbUNet(Options);
        ProceduralWeights.Fill(network, "probunet");
        return network;
    }

    public void Dispose()
    {
        _tensors.Dispose();
        _numbers.Dispose();
    }

    private static TensorIndex[] Every(int step) => [TensorIndex.Colon, TensorIndex.Colon, TensorIndex.Slice(step: step), TensorIndex.Slice(step: step)];

    // Images that the file tells the shape of in words.
    private long[] Shape(int channels)
    {
        var words = Numbers.GetProperty("input").GetString()!;
        var sizes = words[(words.IndexOf('[') + 1)..words.IndexOf(']')].Split(',').Select(long.Parse).ToArray();
        return [sizes[0], channels, sizes[2], sizes[3]];
    }
}
