namespace DeferredSeg.Deferral.Routing.Policies;

/// <summary>
/// Whether routing pays, as fitting found it on cases that the router had not seen: only where its mean gain over the better of model and expert exceeds the
/// standard error of that gain.
/// </summary>
/// <param name="Use">What is done.</param>
/// <param name="Expert">Which expert answers alone, from 1; 0 unless <paramref name="Use"/> is <see cref="GateUse.Expert"/>.</param>
public sealed record RoutingGate(GateUse Use, int Expert = 0);

/// <summary>What a gate lets through.</summary>
public enum GateUse
{
    /// <summary>Routing pays: pixels are asked as the policy has it.</summary>
    Route,

    /// <summary>It does not, and without it the model is best: nobody is asked.</summary>
    Model,

    /// <summary>It does not, and one expert is better than the model: without a budget this expert answers everything.</summary>
    Expert,
}

/// <summary>Who answers where nobody is asked.</summary>
public enum ModelAnswer
{
    /// <summary>The network's own mask.</summary>
    Model,

    /// <summary>The mask of a head of estimates: where its estimate of the truth exceeds a threshold.</summary>
    Estimate,
}
