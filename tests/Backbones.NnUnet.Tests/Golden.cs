using System.Text.Json;
using Backbones.NnUnet.Network;
using Backbones.NnUnet.Plans;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Tensors;

namespace Backbones.NnUnet.Tests;

/// <summary>Tensors and numbers that the original code computed.</summary>
internal sealed class Golden : IDisposable
{
    private readonly ITensorFile _tensors;
    private readonly JsonDocument _numbers;

    public Golden(string name, string tensors = ".safetensors")
    {
        _tensors = WeightFile.Open(PathOf(name + tensors));
        _numbers = JsonDocument.Parse(File.ReadAllText(PathOf(name + ".json")));
    }

    public JsonElement Numbers => _numbers.RootElement;

    public IEnumerable<string> Names => _tensors.Tensors.Select(tensor => tensor.Name);

    public static string PathOf(string name) => Path.Combine([AppContext.BaseDirectory, "Golden", "nnunet", .. name.Split('/')]);

    public bool Has(string name) => _tensors.TryGet(name, out _);

    public Tensor Tensor(string name)
    {
        Assert.True(_tensors.TryGet(name, out var tensor), name);
        return ModuleWeights.Read(_tensors, tensor);
    }

    public static int[] Ints(JsonElement list) => [.. list.EnumerateArray().Select(one => one.GetInt32())];

    public static double[] Doubles(JsonElement list) => [.. list.EnumerateArray().Select(one => one.GetDouble())];

    public static double Far(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        return (expected.to(ScalarType.Float64) - actual.to(ScalarType.Float64)).abs().max().ToDouble();
    }

    /// <summary>A network of one of the folders, with its weights.</summary>
    public static (SegmentationNetwork Network, ConfigurationPlan Plan, DatasetLabels Dataset) Network(
        string name,
        string configuration,
        string extension = "safetensors"
    )
    {
        var plan = PlansFile.Read(PathOf($"networks/{name}/plans.json")).Configuration(configuration);
        var dataset = DatasetLabels.Read(PathOf($"networks/{name}/dataset.json"));
        var network = new SegmentationNetwork(plan.Network, dataset.Channels.Count, dataset.Heads.Count);
        using var weights = new WeightReader().Open(PathOf($"networks/{name}/{name}.weights.{extension}"));
        CheckpointNames.Fill(network, name, weights.Shapes, weights.Read);
        return (network, plan, dataset);
    }

    public void Dispose()
    {
        _tensors.Dispose();
        _numbers.Dispose();
    }
}
