namespace Faults.RecordedForgetsItsPerson;

/// <summary>Does not count the rater used among those of the person.</summary>
public sealed class Plugin : RecordedPlugin<Expert>;

public sealed class Expert(string name, IRaterMasks masks) : TinyRecordedExpert(name, masks)
{
    public override AnswerOrigin Origin(string caseId, long seed) => base.Origin(caseId, seed) with { OfPerson = [] };
}
