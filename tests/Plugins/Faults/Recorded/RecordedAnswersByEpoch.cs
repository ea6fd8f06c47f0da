namespace Faults.RecordedAnswersByEpoch;

/// <summary>Chooses the rater anew in every epoch.</summary>
public sealed class Plugin : RecordedPlugin<Expert>;

public sealed class Expert(string name, IRaterMasks masks) : TinyRecordedExpert(name, masks)
{
    protected override ExpertReply Answer(ExpertRequest request, CancellationToken cancellation) =>
        Reply(request, Chosen(request.Case.Id, request.Seed + request.Epoch));
}
