using DeferredSeg.PluginKit.Xunit;
using Xunit;
using Xunit.Abstractions;

// The checks count the tensors that live in the process: no other test may run next to them.
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace Backbones.LwNet.Tests;

/// <summary>What the contract demands, each demand a test of its own; a failure says what was found, what is expected and how to mend it.</summary>
public sealed class ConformanceTests(ConformanceRun run, ITestOutputHelper output)
    : PluginConformance<LwNetPlugin>(run, output)
{
    protected override string Manifest => Path.Combine(AppContext.BaseDirectory, "plugin.json");
}
