using System.Reflection;
using DeferredSeg.PluginKit;
using DeferredSeg.PluginKit.Subjects;
using DeferredSeg.PluginKit.Xunit;
using Microsoft.Extensions.Configuration;
using Xunit.Abstractions;

namespace Backbones.ProbUNet.Tests;

/// <summary>What the contract demands.</summary>
public sealed class Conformance(ConformanceRun run, ITestOutputHelper output) : PluginConformance<ProbUNetPlugin>(run, output)
{
    internal static string Plugins =>
        typeof(Conformance).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == nameof(Plugins)).Value!;

    protected override string Manifest => Path.Combine(Plugins, "Backbones.ProbUNet", "plugin.json");

    protected override IReadOnlyDictionary<string, IConfiguration> Options { get; } =
        new Dictionary<string, IConfiguration> { ["ProbUNet"] = Small.Configuration() };
}

/// <summary>The same of several channels, of classes that exclude each other, and of several samples in training.</summary>
public sealed class ExclusiveConformance(ConformanceRun run, ITestOutputHelper output) : PluginConformance<ProbUNetPlugin>(run, output)
{
    protected override IReadOnlyDictionary<string, IConfiguration> Options { get; } =
        new Dictionary<string, IConfiguration>
        {
            ["ProbUNet"] = Small.Configuration(
                ("inputChannels", "3"),
                ("classes", "4"),
                ("classKind", "exclusive"),
                ("combinationLayers", "2"),
                ("trainingSamples", "3")
            ),
        };
}

/// <summary>The same, trained by the lower bound.</summary>
public sealed class EvidenceConformance(ConformanceRun run, ITestOutputHelper output) : PluginConformance<ProbUNetPlugin>(run, output)
{
    protected override IReadOnlyDictionary<string, IConfiguration> Options { get; } =
        new Dictionary<string, IConfiguration> { ["ProbUNet"] = Small.Configuration(("objective", "evidence")) };
}

public sealed class UnloadTests : TensorTest
{
    [Fact]
    public void The_shipped_folder_passes_every_check_and_is_gone_afterwards()
    {
        using var subject = new FolderSubject(
            Path.Combine(Conformance.Plugins, "Backbones.ProbUNet"),
            new Dictionary<string, IConfiguration> { ["ProbUNet"] = Small.Configuration() }
        );

        var results = ConformanceSuite.Run(subject);

        Assert.Empty(results.Where(result => result.Outcome == CheckOutcome.Failed).Select(result => $"{result.Check}: {result.Message}"));
        Assert.Equal(("plugin/unload", CheckOutcome.Passed), (results[^1].Check, results[^1].Outcome));
    }
}
