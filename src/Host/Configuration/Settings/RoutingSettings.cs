using DeferredSeg.Deferral.Routing;

namespace DeferredSeg.Host.Configuration.Settings;

/// <summary>How routing logits become decisions.</summary>
/// <param name="Ties">Who gets a pixel whose largest routing logits are equal: lowestChannel, the model before any expert (Eq. 6), or toExpert (Eq. 3).</param>
public sealed record RoutingSettings(TieRule Ties = TieRule.LowestChannel);
