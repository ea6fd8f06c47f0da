using DeferredSeg.PluginKit;
using DeferredSeg.PluginKit.Subjects;
using Microsoft.Extensions.Configuration;

namespace Backbones.CeNet.Tests.Conformance;

/// <summary>The same of one that takes 224 by 224 alone, whose maps can be asked for, and which is otherwise as different as options allow.</summary>
public sealed class FixedSizeConformanceTests : TensorTest
{
    [SkippableFact]
    public void It_passes_every_check()
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") == "1", "heavy; ./test --long runs it");
        using var subject = new InProcessSubject(
            new CeNetPlugin(),
            null,
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
            }
        );

        // Images of 224 by 224 are slow; more of them are tried of the network of any size.
        var results = ConformanceSuite.Run(subject, new() { LargestBatch = 2, Threads = 2 });

        Assert.Empty(results.Where(result => result.Outcome == CheckOutcome.Failed).Select(result => $"{result.Check}: {result.Message}"));
    }
}
