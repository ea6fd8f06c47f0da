using DeferredSeg.Deferral.Routing.Policies;

namespace DeferredSeg.Host.Runs;

/// <summary>How routing becomes decisions in a system: the configuration's section, with what experts, fitting and guarantees say besides.</summary>
internal static class SystemPolicy
{
    /// <summary>The policy for a system's experts.</summary>
    /// <param name="system">Head, experts, and what was found about them.</param>
    /// <param name="routing">The configuration's section; null where it says nothing.</param>
    /// <exception cref="ConfigurationException">
    /// An absent expert is none of them, there are not as many minimum loads, or something is set that is about estimates, and the head gives none.
    /// </exception>
    public static RoutingPolicy Policy(this ConfiguredSystem system, RoutingPolicy? routing)
    {
        try
        {
            var policy = (routing ?? new()).For(system.Panel.Experts);
            if (!system.IsEstimated)
                RequirePlain(policy, system.Head?.Describe().Id);
            var filled = system.IsEstimated ? system.Fitted?.Fill(policy) ?? policy.ForEstimates() : policy;
            return system.Serves(policy) ? system.Certified!.Chosen!.Of(filled, system.Panel.Experts.Count) : filled;
        }
        catch (ArgumentException e)
        {
            throw new ConfigurationException(e.Message, e);
        }
    }

    /// <summary>Whether a certified policy takes the place of what a configuration says.</summary>
    /// <param name="system">With what came of a guarantee.</param>
    /// <param name="routing">The configuration's section; null where it says nothing.</param>
    public static bool Serves(this ConfiguredSystem system, RoutingPolicy? routing) =>
        system.Certified?.Chosen is not null && (routing is null or { UseGuarantee: true, Budget: null });

    /// <summary>What fitting found about the mask that does not answer under a policy; null where nothing is known or gates are not looked at.</summary>
    /// <param name="system">With what fitting found.</param>
    /// <param name="routing">The configuration's section; null where it says nothing.</param>
    /// <exception cref="ConfigurationException">As for <see cref="Policy"/>.</exception>
    public static RoutingGate? OtherGate(this ConfiguredSystem system, RoutingPolicy? routing)
    {
        if (system.Fitted is not { } fitted || !system.IsEstimated || system.Policy(routing) is not { UseGate: true } policy)
            return null;
        return (policy.Answer == ModelAnswer.Estimate ? fitted.OnModel : fitted.OnEstimate).Gate;
    }

    private static void RequirePlain(RoutingPolicy policy, string? head)
    {
        var set =
            policy.Answer == ModelAnswer.Estimate ? "answer estimate"
            : policy.DiceLevel is not null ? "diceLevel"
            : policy.AnswerThreshold is not null ? "answerThreshold"
            : null;
        if (set is not null && head is not null)
            throw new ConfigurationException(
                $"$.routing has {set}, which is about estimates, and the head {head} gives none; expected the head Estimates, or leave it out."
            );
    }
}
