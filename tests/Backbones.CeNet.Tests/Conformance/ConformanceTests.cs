using System.Reflection;
using DeferredSeg.PluginKit.Xunit;
using Microsoft.Extensions.Configuration;
using Xunit.Abstractions;

namespace Backbones.CeNet.Tests.Conformance;

/// <summary>What the contract demands, of a small network for images of any size.</summary>
public sealed class ConformanceTests(ConformanceRun run, ITestOutputHelper output) : PluginConformance<CeNetPlugin>(run, output)
{
    internal static string Plugins =>
        typeof(ConformanceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == nameof(Plugins)).Value!;

    protected override string Manifest => Path.Combine(Plugins, "Backbones.CeNet", "plugin.json");

    protected override IReadOnlyDictionary<string, IConfiguration> Options { get; } =
        new Dictionary<string, IConfiguration> { ["CeNet"] = Small.Configuration() };
}
