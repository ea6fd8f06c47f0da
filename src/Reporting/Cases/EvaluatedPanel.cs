using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Reporting.Pictures;
using DeferredSeg.Reporting.Reports;
using DeferredSeg.Reporting.Text;

namespace DeferredSeg.Reporting.Cases;

/// <summary>A measured case side by side.</summary>
public static class EvaluatedPanel
{
    /// <summary>Draws a case with its dice and loads. Where classes are routed apart, the first is shown.</summary>
    /// <param name="title">The case, and why it is shown.</param>
    /// <param name="one">The case.</param>
    /// <param name="experts">The experts' names, channel 1 first.</param>
    /// <param name="hasBackground">Whether class 0 is the background, which has no outline.</param>
    public static CasePanel Of(string title, EvaluatedCase one, IReadOnlyList<string> experts, bool hasBackground)
    {
        var first = hasBackground ? 1 : 0;
        var maps = new CaseMaps(ShownPicture.Of(one.Shown), Planes(one.Truth), Planes(one.Model), one.Decision[0], Planes(one.System), experts);
        var (system, model) = (Dice(one.Numbers.System), Dice(one.Numbers.Policies[0]));
        return CasePanel.Of(
            title,
            maps,
            [
                new("DSC of the system", system),
                new("of the model alone", model),
                new("deferred", NumberFormat.Percent.TextWithUnit(one.Numbers.System.Deferred)),
            ]
        );

        List<byte[]> Planes(MaskPlanes mask) =>
            [.. Enumerable.Range(first, one.Decision.Count > 1 ? 1 : mask.Classes - first).Select(k => mask.Plane(k).ToArray())];
    }

    private static string Dice(PolicyResult policy) => NumberFormat.Percent.TextWithUnit(policy.Rates(EmptyMasks.Agree).Dice);
}
