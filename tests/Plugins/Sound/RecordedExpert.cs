namespace Sound.RecordedExpert;

/// <summary>An expert who answers with what a rater left.</summary>
public sealed class Plugin : IPlugin
{
    public void Register(IPluginRegistration registration) => registration.AddExpertSource<Factory>();
}

public sealed class Factory : IExpertSourceFactory
{
    public string Id => "recorded";

    public IExpertSource Create(ExpertContext context)
    {
        var problems = new OptionProblems(context.Options);
        problems.Known("rater");
        problems.Throw();
        return new Expert(
            context.Name,
            context.Options["rater"] ?? context.Name,
            context.RaterMasks ?? throw new ArgumentException("There are no recorded raters.", nameof(context))
        );
    }
}

public sealed class Expert(string name, string rater, IRaterMasks masks) : ImmediateExpertSource, IRecordedExpert
{
    public override ExpertDescriptor Describe() => new() { Id = name, Person = rater };

    public AnswerOrigin Origin(string caseId, long seed) => new(masks.Find(caseId, rater).Mask is null ? [] : [rater], [rater]);

    protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation) =>
        masks.Find(request.Case.Id, rater).Mask is { } mask
            ? ExpertReply.Answered(new(new(mask.Height, mask.Width, mask.Classes, [.. mask.Values])))
            : ExpertReply.Declined("The rater left no mask.");
}
