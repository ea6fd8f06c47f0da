using System.Reflection;
using DeferredSeg.PluginKit;
using DeferredSeg.PluginKit.Subjects;
using Microsoft.Extensions.Configuration;

namespace Backbones.Sam2.Tests;

/// <summary>The plugin as it ships.</summary>
public sealed class UnloadTests
{
    [Fact]
    public void Its_folder_conforms_and_unloads()
    {
        var manifest = typeof(UnloadTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == "Sam2Manifest").Value!;
        using var subject = new FolderSubject(
            Path.GetDirectoryName(manifest)!,
            new Dictionary<string, IConfiguration> { ["Sam2"] = SmallNetwork.Configuration }
        );

        var results = ConformanceSuite.Run(subject, new() { Sizes = 1 }).ToList();

        Assert.Contains(results, result => result.Check.EndsWith("unload") && result.Outcome == CheckOutcome.Passed);
        Assert.DoesNotContain(results, result => result.Outcome == CheckOutcome.Failed);
    }
}
