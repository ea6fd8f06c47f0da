namespace SideBySide;

/// <summary>A backbone whose licence text comes from its plugin's library.</summary>
public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    private readonly string _license = Tiny.Library.Edition.Text();

    public override BackboneDescription Describe() => base.Describe() with { License = _license };
}
