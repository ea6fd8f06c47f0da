using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Engine.Fitting;
using DeferredSeg.Reporting;

namespace DeferredSeg.Host.Commands.Train;

/// <summary>What fitting found about a router, for people.</summary>
internal static class FittedSentences
{
    /// <summary>A few sentences; one of them says so where nothing was looked at.</summary>
    /// <param name="router">What was found; null where no patients were left out.</param>
    /// <param name="experts">The experts' names.</param>
    public static IEnumerable<string> Of(FittedRouter? router, IReadOnlyList<string> experts)
    {
        if (router is null)
        {
            yield return "no patients were left out, so what the router is worth on new ones is not known.";
            yield break;
        }
        yield return FormattableString.Invariant(
            $"on {router.Patients} patients that routers were not fitted on: the head's own mask (above {router.AnswerThreshold:0.00}) gains {Points(router.Adapted)} over the network's; asking gains {Points(router.OnModel.Gain)} over the best of model and experts, {Points(router.OnEstimate.Gain)} on top of the head's own mask."
        );
        yield return $"where the model answers, {Said(router.OnModel, experts)}; where the head's own mask does, {Said(router.OnEstimate, experts)}.";
    }

    private static string Said(FittedPolicy policy, IReadOnlyList<string> experts) =>
        policy.Gate.Use switch
        {
            GateUse.Route => $"pixels are asked ({NumberFormat.Percent.TextWithUnit(policy.Asked)} of them)",
            GateUse.Model => "nobody is asked, since it does not pay",
            _ => $"{experts[policy.Gate.Expert - 1]} alone is better than routing",
        };

    private static string Points(Gain gain) =>
        double.IsNaN(gain.Error)
            ? FormattableString.Invariant($"{100 * gain.Mean:+0.0;-0.0} points")
            : FormattableString.Invariant($"{100 * gain.Mean:+0.0;-0.0} ± {100 * gain.Error:0.0} points");
}
