namespace DeferredSeg.Reporting.Results;

/// <summary>What one method reached on one dataset or under one configuration.</summary>
/// <param name="Method">Its name, for example <c>Ours (3 experts)</c>.</param>
/// <param name="System">Everything together, over the full image; for a method without deferral simply its rates.</param>
/// <param name="Expert">On the pixels routed to experts; null without deferral.</param>
/// <param name="Model">On the pixels the model keeps; null without deferral.</param>
public sealed record MethodResult(string Method, PerspectiveRates System, PerspectiveRates? Expert = null, PerspectiveRates? Model = null)
{
    /// <summary>Whether the method defers.</summary>
    public bool Defers => Expert is not null || Model is not null;
}
