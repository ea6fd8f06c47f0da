using System.Reflection;
using DeferredSeg.Engine.Weights;
using DeferredSeg.PluginKit;
using DeferredSeg.PluginKit.Subjects;
using Microsoft.Extensions.Configuration;

namespace Backbones.NnUnet.Tests;

/// <summary>What the contract demands, of the folder as it is shipped; unloading too.</summary>
public sealed class ConformanceTests : TensorTest
{
    private static string Plugins =>
        typeof(ConformanceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == nameof(Plugins)).Value!;

    [Theory]
    [InlineData("e2e_2d_slices", true)]
    [InlineData("e2e_3d_aniso_transposed", false)]
    public void Every_check_is_passed(string model, bool trains)
    {
        var options = new ConfigurationBuilder().Build();
        using var subject = new FolderSubject(Path.Combine(Plugins, "Backbones.NnUnet"), new Dictionary<string, IConfiguration> { ["NnUnet"] = options });

        var results = ConformanceSuite.Run(
            subject,
            new ConformanceSettings
            {
                LargestSize = 32,
                LargestBatch = 2,
                Model = new(Golden.PathOf($"inference/{model}/model/plans.json"), new string('0', 64)) { Weights = new WeightReader() },
            }
        );

        Assert.Empty(results.Where(result => result.Outcome == CheckOutcome.Failed).Select(result => $"{result.Check}: {result.Message}"));
        Assert.Equal(("plugin/unload", CheckOutcome.Passed), (results[^1].Check, results[^1].Outcome));
        Assert.Equal(trains, results.Single(result => result.Check == "backbone/gradients").Outcome == CheckOutcome.Passed);
    }
}
