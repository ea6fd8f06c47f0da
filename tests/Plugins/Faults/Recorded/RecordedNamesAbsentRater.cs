namespace Faults.RecordedNamesAbsentRater;

/// <summary>Names a rater who left no mask.</summary>
public sealed class Plugin : RecordedPlugin<Expert>;

public sealed class Expert(string name, IRaterMasks masks) : TinyRecordedExpert(name, masks)
{
    public override AnswerOrigin Origin(string caseId, long seed) => base.Origin(caseId, seed) with { Raters = base.Origin(caseId, seed).OfPerson };
}
