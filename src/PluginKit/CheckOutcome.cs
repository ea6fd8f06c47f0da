namespace DeferredSeg.PluginKit;

/// <summary>How a check ended.</summary>
public enum CheckOutcome
{
    /// <summary>What the check proves holds, for what was tried.</summary>
    Passed,

    /// <summary>It does not hold; the message says where.</summary>
    Failed,

    /// <summary>It cannot be asked here; the message says why.</summary>
    NotApplicable,
}
