using DeferredSeg.PluginKit.Xunit;
using Microsoft.Extensions.Configuration;
using Xunit.Abstractions;

namespace Backbones.MedSam.Tests;

/// <summary>The checks once more, over images of several sizes, square and not, that the position tables are not made for.</summary>
public sealed class MedSamSizesConformance(ConformanceRun run, ITestOutputHelper output) : PluginConformance<MedSamPlugin>(run, output)
{
    protected override IReadOnlyDictionary<string, IConfiguration> Options { get; } =
        new Dictionary<string, IConfiguration> { ["MedSam"] = SmallNetwork.Configuration };
}
