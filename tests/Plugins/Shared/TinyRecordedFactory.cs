namespace Tiny;

/// <summary>Makes a recorded expert, who takes no options.</summary>
public sealed class TinyRecordedFactory<TExpert> : IExpertSourceFactory
    where TExpert : TinyRecordedExpert
{
    public string Id => "recorded";

    public IExpertSource Create(ExpertContext context)
    {
        var problems = new OptionProblems(context.Options);
        problems.Known();
        problems.Throw();
        return (TExpert)
            Activator.CreateInstance(
                typeof(TExpert),
                context.Name,
                context.RaterMasks ?? throw new ArgumentException("There are no recorded raters.", nameof(context))
            )!;
    }
}
