using System.Text.Json;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;

namespace Shared.Equations;

/// <summary>Reference numbers of a paper's equations, in float64, for weights and inputs of float32.</summary>
internal sealed class GoldenEquations : IDisposable
{
    private readonly DeferredSeg.Formats.Tensors.ITensorFile _file;

    /// <param name="paper">The folder of the paper.</param>
    /// <param name="name">The case.</param>
    public GoldenEquations(string paper, string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Golden", paper, name);
        _file = WeightFile.Open(path + ".safetensors");
        Json = JsonDocument.Parse(File.ReadAllText(path + ".json")).RootElement;
    }

    public JsonElement Json { get; }

    public IEnumerable<string> Names => _file.Tensors.Select(tensor => tensor.Name);

    public int Int(string key) => Json.GetProperty(key).GetInt32();

    public Tensor this[string name]
    {
        get
        {
            Assert.True(_file.TryGet(name, out var info), $"{name} is not in {_file.Path}");
            using var read = ModuleWeights.Read(_file, info);
            return read.to(ScalarType.Float64, copy: true);
        }
    }

    public Tensor Input(string name) => this["in." + name].requires_grad_(true);

    /// <summary>Fills a module with all weights whose names begin so, in float64; nothing may be missing or left over but what is excepted.</summary>
    public void Fill(nn.Module module, string prefix = "w.", params string[] leftOver)
    {
        module.to(ScalarType.Float64);
        var names = Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Select(name => name[prefix.Length..]);
        var state = module.state_dict();
        Assert.Equal(names.Where(name => !leftOver.Any(name.StartsWith)).Order(), state.Keys.Order());
        using var frozen = no_grad();
        foreach (var (name, target) in state)
            target.copy_(this[prefix + name]);
    }

    /// <summary>The largest difference of a tensor; it is within the tolerance of float64.</summary>
    public double Close(string expected, Tensor? actual)
    {
        Assert.True(actual is not null, $"{expected} has no counterpart");
        var wanted = this[expected];
        Assert.Equal(wanted.shape, actual.shape);
        var difference = (wanted - actual).abs().max().ToDouble();
        var allowed = 1e-9 * Math.Max(1, wanted.abs().max().ToDouble());
        Assert.True(difference <= allowed, $"{expected} of {_file.Path} differs by {difference}, tolerance {allowed}");
        return difference;
    }

    /// <summary>Every gradient of the loss mean(out * probe), of inputs and weights; the largest difference.</summary>
    public double GradientsClose(Tensor output, nn.Module module, IReadOnlyDictionary<string, Tensor> inputs, string prefix = "grad.", string weights = "w.")
    {
        (output * this["in.probe"]).mean().backward();
        var parameters = module.named_parameters().ToDictionary(entry => $"{weights}{entry.name}", entry => (Tensor)entry.parameter);
        var leaves = parameters.Concat(inputs.Select(entry => new KeyValuePair<string, Tensor>($"in.{entry.Key}", entry.Value)));
        return leaves.Max(leaf =>
        {
            using var gradient = leaf.Value.grad ?? zeros_like(leaf.Value);
            var difference = Close(prefix + leaf.Key, gradient);
            leaf.Value.grad = null;
            return difference;
        });
    }

    public void Dispose() => _file.Dispose();
}
