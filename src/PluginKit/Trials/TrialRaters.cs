using DeferredSeg.Abstractions.Randomness;

namespace DeferredSeg.PluginKit.Trials;

/// <summary>Made-up recorded masks: every rater left one for every trial case; with gaps, the expert's namesake left one for the first case alone.</summary>
internal sealed class TrialRaters(ConformanceSettings settings, bool withGaps = false) : IRaterMasks
{
    public IReadOnlyList<string> Raters { get; } = [ExpertTrial.ExpertName, "another-rater"];

    public RaterMask Find(string caseId, string rater)
    {
        if (!Raters.Contains(rater))
            throw new ArgumentException($"There is no rater '{rater}'; there are {string.Join(", ", Raters)}.", nameof(rater));
        if (!ExpertTrial.CaseIds.Contains(caseId))
            throw new ArgumentException($"There is no case '{caseId}'; there are {string.Join(", ", ExpertTrial.CaseIds)}.", nameof(caseId));
        if (withGaps && rater == Raters[0] && caseId != ExpertTrial.CaseIds[0])
            return caseId == ExpertTrial.CaseIds[1] ? RaterMask.Missing : RaterMask.Declined;
        return RaterMask.Present(ExpertTrial.RandomMask(StableRandom.Of(settings.Seed, caseId, rater)));
    }
}
