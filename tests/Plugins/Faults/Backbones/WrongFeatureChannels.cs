namespace Faults.WrongFeatureChannels;

/// <summary>Describes a decoder of one channel more than it has.</summary>
public sealed class Plugin : BackbonePlugin<Backbone>;

public sealed class Backbone(TinyOptions options) : TinyBackbone(options)
{
    public override BackboneDescription Describe() => base.Describe() with { DecoderChannels = Options.Width + 1 };
}
