using DeferredSeg.Deferral.Regions;
using DeferredSeg.Deferral.Routing;

namespace DeferredSeg.Deferral.Snapshots;

/// <summary>What a <see cref="RoutingSnapshot"/> is made with. Two snapshots compare only where these are equal.</summary>
public sealed record RoutingSnapshotOptions
{
    /// <summary>Who gets a pixel whose largest logits are equal.</summary>
    public TieRule Ties { get; init; } = TieRule.LowestChannel;

    /// <summary>Decimals of soft loads, margins and the predictor, 1 to 6. Fewer survive larger differences between machines.</summary>
    public int Digits { get; init; } = 3;

    /// <summary>Which pixels touch one another.</summary>
    public Connectivity Connectivity { get; init; } = Connectivity.Four;

    /// <summary>Whether the decision maps are written out, which limits their size to <see cref="RoutingSnapshot.LargestMap"/>.</summary>
    public bool Maps { get; init; } = true;
}
