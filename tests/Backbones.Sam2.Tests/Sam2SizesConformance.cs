using DeferredSeg.PluginKit.Xunit;
using Microsoft.Extensions.Configuration;
using Xunit.Abstractions;

namespace Backbones.Sam2.Tests;

/// <summary>The checks once more, over images of several sizes, square and not, that the position tables are not made for.</summary>
public sealed class Sam2SizesConformance(ConformanceRun run, ITestOutputHelper output) : PluginConformance<Sam2Plugin>(run, output)
{
    protected override IReadOnlyDictionary<string, IConfiguration> Options { get; } =
        new Dictionary<string, IConfiguration> { ["Sam2"] = SmallNetwork.Configuration };
}
