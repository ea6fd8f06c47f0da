namespace Faults.RefusesWithoutName;

/// <summary>Refuses wrong options without saying which.</summary>
public sealed class Plugin : IPlugin
{
    public void Register(IPluginRegistration registration) => registration.AddBackbone<Factory>();
}

public sealed class Factory : TinyBackboneFactory<TinyBackbone>
{
    public override ISegmentorBackbone Create(BackboneContext context)
    {
        try
        {
            return base.Create(context);
        }
        catch (ArgumentException)
        {
            throw new ArgumentException("An option is wrong.");
        }
    }
}
