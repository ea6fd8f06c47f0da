using System.Reflection;
using DeferredSeg.PluginKit.Xunit;
using Xunit.Abstractions;

namespace Heads.Estimates.Tests;

/// <summary>The contract, with the defaults.</summary>
public sealed class ConformanceTests(ConformanceRun run, ITestOutputHelper output) : PluginConformance<EstimatesPlugin>(run, output)
{
    protected override string Manifest =>
        typeof(ConformanceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "Manifest").Value!;
}
