using DeferredSeg.PluginKit.Xunit;
using Microsoft.Extensions.Configuration;
using Xunit.Abstractions;

namespace Experts.Synthetic.Tests;

/// <summary>The contract, with correlated errors and those of single pixels.</summary>
public sealed class CorrelatedConformanceTests(ConformanceRun run, ITestOutputHelper output) : PluginConformance<SyntheticPlugin>(run, output)
{
    protected override string Manifest => PluginFolder.Manifest;

    protected override IReadOnlyDictionary<string, IConfiguration> Options { get; } =
        new Dictionary<string, IConfiguration>
        {
            [SyntheticFactory.Name] = Questions
                .Context(
                    "",
                    ("outline:sigma", "1"),
                    ("missed:probability", "0.2"),
                    ("added:blobsPerMegapixel", "10000"),
                    ("added:radius:median", "2"),
                    ("setting", "table2/3")
                )
                .Options,
        };
}
