namespace Faults.DropoutInEvaluation;

/// <summary>Drops features also in evaluation mode, and puts torch's generator back.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default)
    {
        using var embedding = base.Encode(images, request, cancellation);
        using var scope = NewDisposeScope();
        var state = get_rng_state();
        var fine = functional.dropout(embedding["fine"], 0.5, training: true);
        set_rng_state(state);
        return new([("fine", fine.MoveToOuterDisposeScope()), ("coarse", embedding["coarse"].clone().MoveToOuterDisposeScope())]);
    }
}
