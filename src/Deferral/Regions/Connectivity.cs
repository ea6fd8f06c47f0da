namespace DeferredSeg.Deferral.Regions;

/// <summary>Which pixels touch one another.</summary>
public enum Connectivity
{
    /// <summary>Those that share an edge: above, below, left and right.</summary>
    Four,

    /// <summary>Those that share an edge or a corner.</summary>
    Eight,
}
