namespace Faults.RecordedNamesStranger;

/// <summary>Names the person among the raters.</summary>
public sealed class Plugin : RecordedPlugin<Expert>;

public sealed class Expert(string name, IRaterMasks masks) : TinyRecordedExpert(name, masks)
{
    public override AnswerOrigin Origin(string caseId, long seed) =>
        base.Origin(caseId, seed) with
        {
            OfPerson = [.. base.Origin(caseId, seed).OfPerson, "Dr. A"],
        };
}
