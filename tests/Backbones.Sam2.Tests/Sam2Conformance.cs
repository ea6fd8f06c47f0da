using System.Reflection;
using DeferredSeg.PluginKit;
using DeferredSeg.PluginKit.Xunit;
using Microsoft.Extensions.Configuration;
using Xunit.Abstractions;

namespace Backbones.Sam2.Tests;

public sealed class Sam2Conformance(ConformanceRun run, ITestOutputHelper output) : PluginConformance<Sam2Plugin>(run, output)
{
    protected override string Manifest =>
        typeof(Sam2Conformance).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "Sam2Manifest").Value!;

    // The smallest image is two by two tokens, whose mask prompt is 8 by 8.
    protected override ConformanceSettings Settings => new() { Sizes = 1, MaskPromptSize = [8, 8] };

    protected override IReadOnlyDictionary<string, IConfiguration> Options { get; } =
        new Dictionary<string, IConfiguration> { ["Sam2"] = SmallNetwork.Configuration };
}
