namespace DeferredSeg.Host.Plugins.Manifests;

/// <summary>What a plugin can bring.</summary>
public enum ContributionKind
{
    /// <summary>A segmentation network.</summary>
    Backbone,

    /// <summary>A deferral head.</summary>
    Head,

    /// <summary>A source of experts.</summary>
    Expert,
}
