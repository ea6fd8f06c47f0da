namespace Faults.RecordedHidesRater;

/// <summary>Answers with a mask and says that it is nobody's.</summary>
public sealed class Plugin : RecordedPlugin<Expert>;

public sealed class Expert(string name, IRaterMasks masks) : TinyRecordedExpert(name, masks)
{
    public override AnswerOrigin Origin(string caseId, long seed) => base.Origin(caseId, seed) with { Raters = [] };
}
