namespace DeferredSeg.Deferral.Metrics.Baselines;

/// <summary>Who decides a pixel where several labels have the most votes of the experts.</summary>
public enum VoteTies
{
    /// <summary>The model, if its label is one of them; otherwise the lowest of them.</summary>
    Model,

    /// <summary>The lowest of them, so background if it is one.</summary>
    Background,

    /// <summary>The lowest of them that is not background.</summary>
    Foreground,
}
