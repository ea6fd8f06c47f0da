namespace Faults.AcceptsUnknownOption;

/// <summary>Takes options that it does not have.</summary>
public sealed class Plugin : IPlugin
{
    public void Register(IPluginRegistration registration) => registration.AddBackbone<Factory>();
}

public sealed class Factory : TinyBackboneFactory<TinyBackbone>
{
    public override ISegmentorBackbone Create(BackboneContext context)
    {
        var problems = new OptionProblems(context.Options);
        var options = new TinyOptions(
            problems.Whole("width", 4, 1, 64),
            problems.Number("slope", 0.1, 0, 1),
            problems.Flag("bias", true),
            problems.Number("seconds", 2, 0, 60)
        );
        problems.Throw();
        return Make(options, context);
    }
}
