namespace Faults.WrongStride;

/// <summary>Describes a feature map at a stride that it does not have.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override BackboneDescription Describe() =>
        base.Describe() with
        {
            Features = [new("fine", Options.Width, 1, 0), new("coarse", 2 * Options.Width, 4, 1)],
        };
}
