namespace Faults.ImportTakesAnything;

/// <summary>Takes the weights that it finds and ignores the others.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options), IWeightImport
{
    public void ImportWeights(IReadOnlyDictionary<string, Tensor> weights)
    {
        using var frozen = no_grad();
        foreach (var (name, tensor) in Network.state_dict())
            if (weights.TryGetValue(name, out var found) && found.shape.SequenceEqual(tensor.shape))
                tensor.copy_(found);
    }
}
