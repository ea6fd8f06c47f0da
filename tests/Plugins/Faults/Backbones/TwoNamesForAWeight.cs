namespace Faults.TwoNamesForAWeight;

/// <summary>A part that is registered by a name, and again by its field.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options, new TwiceNetwork(options))
{
    public override BackboneDescription Describe() => base.Describe();
}

public sealed class TwiceNetwork : TinyNetwork
{
    private readonly Module _again;

    public TwiceNetwork(TinyOptions options)
        : base(options)
    {
        _again = named_children().First().module;
        RegisterComponents();
    }

    public override (Tensor Logits, Tensor Features) Decode(Tensor fine, Tensor coarse) => base.Decode(fine, coarse);
}
