using System.Text.Json;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Tensors;

namespace Backbones.CeNet.Tests.Golden;

/// <summary>Tensors and numbers that the original PyTorch code gave.</summary>
internal sealed class GoldenFile : IDisposable
{
    private readonly ITensorFile _tensors;
    private readonly JsonDocument _numbers;

    /// <param name="name">The files' name without <c>.golden.safetensors</c> and <c>.json</c>.</param>
    public GoldenFile(string name)
    {
        _tensors = WeightFile.Open(PathOf($"{name}.golden.safetensors"));
        _numbers = JsonDocument.Parse(File.ReadAllText(PathOf($"{name}.json")));
    }

    public JsonElement Numbers => _numbers.RootElement;

    public static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "GoldenFiles", file);

    public IEnumerable<string> Names(string prefix) =>
        _tensors.Tensors.Select(tensor => tensor.Name).Where(name => name.StartsWith(prefix, StringComparison.Ordinal));

    public bool Has(string name) => _tensors.TryGet(name, out _);

    public Tensor Tensor(string name)
    {
        Assert.True(_tensors.TryGet(name, out var tensor), $"The golden file has no '{name}'.");
        return ModuleWeights.Read(_tensors, tensor);
    }

    /// <summary>Fills a module from the tensors below a prefix, which must be exactly its state dictionary.</summary>
    public void Fill(nn.Module module, string prefix)
    {
        var state = module.state_dict();
        Assert.Equal(Names(prefix).Select(name => name[prefix.Length..]).Order(StringComparer.Ordinal), state.Keys.Order(StringComparer.Ordinal));
        using var frozen = no_grad();
        foreach (var (name, target) in state)
            target.copy_(Tensor(prefix + name));
    }

    /// <summary>Norms by parameter; null where no gradient reaches it.</summary>
    public static IEnumerable<(string Parameter, double? Norm)> Norms(JsonElement norms) =>
        norms.EnumerateObject().Select(entry => (entry.Name, entry.Value.ValueKind == JsonValueKind.Null ? (double?)null : entry.Value.GetDouble()));

    public void Dispose()
    {
        _tensors.Dispose();
        _numbers.Dispose();
    }
}
