namespace Faults.ImportStopsHalfway;

/// <summary>Refuses weights that lack something after it has taken others.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options), IWeightImport
{
    public void ImportWeights(IReadOnlyDictionary<string, Tensor> weights)
    {
        using var frozen = no_grad();
        foreach (var (name, tensor) in Network.state_dict())
        {
            if (!weights.TryGetValue(name, out var found) || !found.shape.SequenceEqual(tensor.shape))
                throw new ArgumentException($"'{name}' is missing or of another shape.", nameof(weights));
            tensor.copy_(found);
        }
        if (weights.Keys.FirstOrDefault(name => !Network.state_dict().ContainsKey(name)) is { } unexpected)
            throw new ArgumentException($"'{unexpected}' is unexpected.", nameof(weights));
    }
}
