namespace Faults.ImportDisposesWeights;

/// <summary>Disposes the weights that it was given.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options), IWeightImport
{
    public void ImportWeights(IReadOnlyDictionary<string, Tensor> weights)
    {
        using var frozen = no_grad();
        var own = Network.state_dict();
        if (
            own
                .Keys.Concat(weights.Keys)
                .FirstOrDefault(name => !own.ContainsKey(name) || !weights.TryGetValue(name, out var found) || !found.shape.SequenceEqual(own[name].shape)) is
            { } other
        )
            throw new ArgumentException($"'{other}' is missing, unexpected or of another shape.", nameof(weights));
        foreach (var (name, tensor) in own)
        {
            tensor.copy_(weights[name]);
            weights[name].Dispose();
        }
    }
}
