namespace DeferredSeg.PluginKit;

/// <summary>What a check is about.</summary>
public enum CheckKind
{
    /// <summary>The plugin as a whole.</summary>
    Plugin,

    /// <summary>One of its backbones.</summary>
    Backbone,

    /// <summary>One of its deferral heads.</summary>
    Head,

    /// <summary>One of its sources of experts.</summary>
    Expert,
}
