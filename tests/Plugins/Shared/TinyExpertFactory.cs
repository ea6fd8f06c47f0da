namespace Tiny;

/// <summary>Makes an expert with a share of flipped pixels.</summary>
public class TinyExpertFactory<TExpert> : IExpertSourceFactory
    where TExpert : TinyExpert
{
    public virtual string Id => TinyExpert.Id;

    public virtual IExpertSource Create(ExpertContext context)
    {
        var problems = new OptionProblems(context.Options);
        problems.Known("flipRate");
        var rate = problems.Number("flipRate", 0.2, 0, 0.5);
        problems.Throw();
        return (TExpert)Activator.CreateInstance(typeof(TExpert), context.Name, rate)!;
    }
}
