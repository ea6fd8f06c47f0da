namespace Faults.AcceptsOutOfRange;

/// <summary>Takes a width beyond the largest of its schema.</summary>
public sealed class Plugin : IPlugin
{
    public void Register(IPluginRegistration registration) => registration.AddBackbone<Factory>();
}

public sealed class Factory : TinyBackboneFactory<TinyBackbone>
{
    public override ISegmentorBackbone Create(BackboneContext context)
    {
        var problems = new OptionProblems(context.Options);
        problems.Known("width", "slope", "bias", "seconds");
        var options = new TinyOptions(
            problems.Whole("width", 4, 1, 65),
            problems.Number("slope", 0.1, 0, 1),
            problems.Flag("bias", true),
            problems.Number("seconds", 2, 0, 60)
        );
        problems.Throw();
        return Make(options, context);
    }
}
