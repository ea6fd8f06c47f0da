namespace DeferredSeg.PluginKit.Xunit;

/// <summary>A conformance check failed; the message is the check's.</summary>
public sealed class ConformanceException(string message) : Exception(message);
