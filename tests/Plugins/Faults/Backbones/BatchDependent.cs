namespace Faults.BatchDependent;

/// <summary>Subtracts the mean of the batch and says that it does not.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options, new MeanFreeNetwork(options))
{
    public override Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var embedding = base.Encode(images, request, cancellation);
        return new(embedding.Names.Select(name => (name, embedding[name].sub(embedding[name].mean()).MoveToOuterDisposeScope())).ToList());
    }
}

/// <summary>The forward pass subtracts the mean too, so that nothing else is wrong.</summary>
public sealed class MeanFreeNetwork(TinyOptions options) : TinyNetwork(options)
{
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var (fine, coarse) = Encode(input);
        return Decode(fine.sub(fine.mean()), coarse.sub(coarse.mean())).Logits.MoveToOuterDisposeScope();
    }
}
