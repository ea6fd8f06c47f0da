using DeferredSeg.PluginKit;
using DeferredSeg.PluginKit.Xunit;
using Microsoft.Extensions.Configuration;
using Xunit.Abstractions;

namespace Backbones.CeNet.Tests.Conformance;

/// <summary>The same of one that takes 224 by 224 alone, whose maps can be asked for, and which is otherwise as different as options allow.</summary>
public sealed class FixedSizeConformanceTests(ConformanceRun run, ITestOutputHelper output) : PluginConformance<CeNetPlugin>(run, output)
{
    // Images of 224 by 224 are slow; more of them are tried of the network of any size.
    protected override ConformanceSettings Settings => new() { LargestBatch = 2, Threads = 2 };

    protected override IReadOnlyDictionary<string, IConfiguration> Options { get; } =
        new Dictionary<string, IConfiguration>
        {
            ["CeNet"] = Small.Configuration(
                ("anySize", "false"),
                ("inputChannels", "1"),
                ("classes", "3"),
                ("classKind", "exclusive"),
                ("configuration", "acdc"),
                ("skipMode", "add"),
                ("outMerge", "add"),
                ("decoderUp", "uprb"),
                ("outUp", "eucb"),
                ("gateNormalisation", "running")
            ),
        };
}
