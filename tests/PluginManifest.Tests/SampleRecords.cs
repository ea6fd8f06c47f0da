using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.PluginManifest.Tests;

// This test assembly is the plugin whose manifest is completed.

public sealed record SampleOptions([OptionRange(1, 8)] int Depth = 4, string? Note = null);

public sealed record NeedsAnAnswer(int Depth);

/// <summary>Would end the process if anyone ran plugin code.</summary>
public sealed record Explosive(int Depth = 4)
{
    static Explosive() => Environment.FailFast("The tool ran a plugin's code.");
}
