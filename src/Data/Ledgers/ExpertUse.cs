using DeferredSeg.Abstractions.Experts;

namespace DeferredSeg.Data.Ledgers;

/// <summary>What one expert of a run knows about one case.</summary>
/// <param name="Expert">The expert's name in the configuration.</param>
/// <param name="Origin">Whose masks the answer is made of; null where the expert is not recorded.</param>
/// <param name="GivenTruth">Whether the expert is simulated and was given the ground truth.</param>
public sealed record ExpertUse(string Expert, AnswerOrigin? Origin, bool GivenTruth)
{
    /// <summary>Asks an expert.</summary>
    /// <param name="source">The expert; it is called and kept nothing of.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="seed">The seed of the run.</param>
    public static ExpertUse Of(IExpertSource source, string caseId, long seed)
    {
        var descriptor = source.Describe();
        return new(descriptor.Id, (source as IRecordedExpert)?.Origin(caseId, seed), descriptor.NeedsGroundTruth);
    }
}
