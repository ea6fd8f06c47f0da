namespace Faults.RecordedAnswersAnother;

/// <summary>Names one rater and answers with the mask of another.</summary>
public sealed class Plugin : RecordedPlugin<Expert>;

public sealed class Expert(string name, IRaterMasks masks) : TinyRecordedExpert(name, masks)
{
    protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation)
    {
        var named = Chosen(request.Case.Id, request.Seed);
        var other = Masks.Raters.First(rater => rater != named);
        return Reply(request, Masks.Find(request.Case.Id, named).Mask is null || Masks.Find(request.Case.Id, other).Mask is null ? named : other);
    }
}
