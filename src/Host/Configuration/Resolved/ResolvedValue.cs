namespace DeferredSeg.Host.Configuration.Resolved;

/// <summary>A value that a run uses.</summary>
/// <param name="Path">Its configuration key, for example <c>backbone:options:width</c>; what --set takes.</param>
/// <param name="Value">The value; null where there is none.</param>
/// <param name="Origin">Where it came from: a file, <c>environment</c>, <c>--set</c>, <c>default</c>, or the default of a plugin.</param>
internal sealed record ResolvedValue(string Path, string? Value, string Origin);
