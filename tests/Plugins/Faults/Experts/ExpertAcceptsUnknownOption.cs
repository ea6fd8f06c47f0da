namespace Faults.ExpertAcceptsUnknownOption;

/// <summary>Takes options that it does not have.</summary>
public sealed class Plugin : IPlugin
{
    public void Register(IPluginRegistration registration) => registration.AddExpertSource<Factory>();
}

public sealed class Factory : TinyExpertFactory<TinyExpert>
{
    public override IExpertSource Create(ExpertContext context)
    {
        var problems = new OptionProblems(context.Options);
        var rate = problems.Number("flipRate", 0.2, 0, 0.5);
        problems.Throw();
        return new TinyExpert(context.Name, rate);
    }
}
