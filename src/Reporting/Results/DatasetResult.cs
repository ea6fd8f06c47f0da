namespace DeferredSeg.Reporting.Results;

/// <summary>The methods' results on one dataset or one of its classes.</summary>
/// <param name="Dataset">Its name, for example <c>Liver (LiTS)</c>.</param>
/// <param name="Methods">Each method at most once.</param>
public sealed record DatasetResult(string Dataset, IReadOnlyList<MethodResult> Methods);
