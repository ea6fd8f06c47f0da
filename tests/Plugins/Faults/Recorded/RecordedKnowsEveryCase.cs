namespace Faults.RecordedKnowsEveryCase;

/// <summary>Names nobody for a case that does not exist, instead of refusing it.</summary>
public sealed class Plugin : RecordedPlugin<Expert>;

public sealed class Expert(string name, IRaterMasks masks) : TinyRecordedExpert(name, masks)
{
    public override AnswerOrigin Origin(string caseId, long seed)
    {
        try
        {
            return base.Origin(caseId, seed);
        }
        catch (ArgumentException)
        {
            return new([], []);
        }
    }
}
