using System.Text.Json;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Tensors;

namespace Backbones.UNet.Tests;

/// <summary>One of the reduced networks whose numbers come from the original PyTorch code.</summary>
internal sealed class GoldenUNet : IDisposable
{
    private readonly ITensorFile _tensors;
    private readonly JsonDocument _numbers;
    private readonly string _name;

    public GoldenUNet(string name)
    {
        _name = name;
        _tensors = WeightFile.Open(PathOf($"{name}.golden.safetensors"));
        _numbers = JsonDocument.Parse(File.ReadAllText(PathOf($"{name}.json")));
    }

    public IEnumerable<string> Tensors => _tensors.Tensors.Select(tensor => tensor.Name);

    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "Golden", "unet", file);

    public JsonElement Number(string key) => _numbers.RootElement.GetProperty(key);

    public Tensor Tensor(string name)
    {
        Assert.True(_tensors.TryGet(name, out var tensor));
        return ModuleWeights.Read(_tensors, tensor);
    }

    /// <summary>The network with its weights, from .pth or .safetensors.</summary>
    public UNet Network(string extension)
    {
        var config = Number("config");
        var network = new UNet(
            new UNetOptions(
                config.GetProperty("n_channels").GetInt32(),
                config.GetProperty("n_classes").GetInt32(),
                config.GetProperty("base_width").GetInt32(),
                Bilinear: config.GetProperty("bilinear").GetBoolean()
            )
        );
        using var weights = WeightFile.Open(PathOf($"{_name}.weights.{extension}"));
        ModuleWeights.Load(network, weights);
        return network;
    }

    public void Dispose()
    {
        _tensors.Dispose();
        _numbers.Dispose();
    }
}
