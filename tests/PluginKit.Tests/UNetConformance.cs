using Backbones.UNet;
using DeferredSeg.PluginKit.Xunit;
using Microsoft.Extensions.Configuration;
using Xunit.Abstractions;

namespace DeferredSeg.PluginKit.Tests;

/// <summary>The adapter as an author uses it.</summary>
public sealed class UNetConformance(ConformanceRun run, ITestOutputHelper output) : PluginConformance<UNetPlugin>(run, output)
{
    protected override string Manifest => Folders.UNetManifest;

    protected override IReadOnlyDictionary<string, IConfiguration> Options { get; } =
        new Dictionary<string, IConfiguration> { ["UNet"] = new ConfigurationBuilder().AddInMemoryCollection([new("width", "4"), new("depth", "2")]).Build() };
}
