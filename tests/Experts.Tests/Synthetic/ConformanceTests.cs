using DeferredSeg.PluginKit.Xunit;
using Xunit.Abstractions;

namespace Experts.Synthetic.Tests;

/// <summary>The contract, with the paper's errors.</summary>
public sealed class ConformanceTests(ConformanceRun run, ITestOutputHelper output) : PluginConformance<SyntheticPlugin>(run, output)
{
    protected override string Manifest => PluginFolder.Manifest;
}
