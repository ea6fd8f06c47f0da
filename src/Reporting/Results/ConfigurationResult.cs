namespace DeferredSeg.Reporting.Results;

/// <summary>What one configuration of an ablation reached.</summary>
/// <param name="Labels">What sets it apart, as many as the table has row heads, for example the number of experts and the loss.</param>
/// <param name="Result">Its rates.</param>
public sealed record ConfigurationResult(IReadOnlyList<string> Labels, MethodResult Result);
