namespace Faults.StateDictMisses;

/// <summary>Scales by a number drawn at random that the state dictionary does not know.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options, new SecretNetwork(options))
{
    public override BackboneDescription Describe() => base.Describe();
}

public sealed class SecretNetwork(TinyOptions options) : TinyNetwork(options)
{
    private readonly float _secret = rand(1).item<float>();

    public override (Tensor Logits, Tensor Features) Decode(Tensor fine, Tensor coarse)
    {
        using var scope = NewDisposeScope();
        var (logits, features) = base.Decode(fine, coarse);
        return (logits.mul(1 + _secret).MoveToOuterDisposeScope(), features.MoveToOuterDisposeScope());
    }
}
