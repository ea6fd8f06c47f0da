namespace Faults.ReadsOptionsCarelessly;

/// <summary>Lets the exceptions of reading options out.</summary>
public sealed class Plugin : IPlugin
{
    public void Register(IPluginRegistration registration) => registration.AddBackbone<Factory>();
}

public sealed class Factory : TinyBackboneFactory<TinyBackbone>
{
    public override ISegmentorBackbone Create(BackboneContext context)
    {
        var width = context.Options["width"] is { } text ? int.Parse(text, System.Globalization.CultureInfo.InvariantCulture) : 4;
        return base.Create(new(context.Options, context.Device)) is { } backbone && width > 0
            ? backbone
            : throw new ArgumentException("width is not positive.");
    }
}
