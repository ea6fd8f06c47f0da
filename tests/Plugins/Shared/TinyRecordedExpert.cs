namespace Tiny;

/// <summary>A sound recorded expert to derive from: for every case one of the raters, drawn from seed and case. Each rater is a person.</summary>
public class TinyRecordedExpert(string name, IRaterMasks masks) : ImmediateExpertSource, IRecordedExpert
{
    protected IRaterMasks Masks { get; } = masks;

    public override ExpertDescriptor Describe() => new() { Id = name };

    public virtual AnswerOrigin Origin(string caseId, long seed)
    {
        var rater = Chosen(caseId, seed);
        return new(Masks.Find(caseId, rater).Mask is null ? [] : [rater], [rater]);
    }

    protected string Chosen(string caseId, long seed) => Masks.Raters[StableRandom.Of(seed, caseId).Below(0, Masks.Raters.Count)];

    protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation) => Reply(request, Chosen(request.Case.Id, request.Seed));

    protected ExpertReply Reply(ExpertRequest request, string rater) =>
        Masks.Find(request.Case.Id, rater).Mask is { } mask
            ? ExpertReply.Answered(new(new(mask.Height, mask.Width, mask.Classes, [.. mask.Values])))
            : ExpertReply.Declined("The rater left no mask.");
}
