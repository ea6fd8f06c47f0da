using System.Reflection;
using DeferredSeg.PluginKit;
using DeferredSeg.PluginKit.Xunit;
using Microsoft.Extensions.Configuration;
using Xunit.Abstractions;

namespace Backbones.MedSam.Tests;

public sealed class MedSamConformance(ConformanceRun run, ITestOutputHelper output) : PluginConformance<MedSamPlugin>(run, output)
{
    protected override string Manifest =>
        typeof(MedSamConformance).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "MedSamManifest").Value!;

    // The smallest image is one token, whose mask prompt is 4 by 4.
    protected override ConformanceSettings Settings => new() { Sizes = 1, MaskPromptSize = [4, 4] };

    protected override IReadOnlyDictionary<string, IConfiguration> Options { get; } =
        new Dictionary<string, IConfiguration> { ["MedSam"] = SmallNetwork.Configuration };
}
