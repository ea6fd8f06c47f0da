namespace Faults.RecordedOriginDependsOnOrder;

/// <summary>Counts the raters that it has named before as the same person.</summary>
public sealed class Plugin : RecordedPlugin<Expert>;

public sealed class Expert(string name, IRaterMasks masks) : TinyRecordedExpert(name, masks)
{
    private readonly List<string> _named = [];

    public override AnswerOrigin Origin(string caseId, long seed)
    {
        var origin = base.Origin(caseId, seed);
        _named.AddRange(origin.OfPerson.Except(_named));
        return origin with { OfPerson = [.. _named] };
    }
}
