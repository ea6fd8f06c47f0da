using System.Reflection;
using DeferredSeg.PluginKit;
using DeferredSeg.PluginKit.Subjects;
using Microsoft.Extensions.Configuration;

namespace Backbones.Exported.Tests;

/// <summary>What the contract demands, of the folders as they are shipped; unloading too, with ONNX Runtime's native libraries.</summary>
public sealed class ConformanceTests : TensorTest
{
    private static string Plugins =>
        typeof(ConformanceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == nameof(Plugins)).Value!;

    [SkippableTheory]
    [InlineData("Onnx", "net2d_features.onnx", "false", false)]
    [InlineData("Onnx", "softmax4.onnx", "false", true)]
    [InlineData("TorchScript", "net2d_features_traced.pt", "false", true)]
    [InlineData("TorchScript", "net2d_scripted.pt", "true", true)]
    public void Every_check_is_passed(string backbone, string model, string trained, bool isHeavy)
    {
        Skip.If(isHeavy && Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        var options = new ConfigurationBuilder().AddInMemoryCollection([new("trained", trained)]).Build();
        using var subject = new FolderSubject(Path.Combine(Plugins, $"Backbones.{backbone}"), new Dictionary<string, IConfiguration> { [backbone] = options });

        var results = ConformanceSuite.Run(
            subject,
            new ConformanceSettings
            {
                LargestSize = 68,
                LargestBatch = 2,
                Model = new(Files.At(model), new string('0', 64)),
            }
        );

        Assert.Empty(results.Where(result => result.Outcome == CheckOutcome.Failed).Select(result => $"{result.Check}: {result.Message}"));
        Assert.Equal(("plugin/unload", CheckOutcome.Passed), (results[^1].Check, results[^1].Outcome));
        Assert.Equal(trained == "true", results.Single(result => result.Check == "backbone/gradients").Outcome == CheckOutcome.Passed);
    }

    [Fact]
    public void Without_a_model_nothing_is_made()
    {
        using var subject = new FolderSubject(Path.Combine(Plugins, "Backbones.Onnx"));

        var results = ConformanceSuite.Run(subject);

        Assert.DoesNotContain(results, result => result.Outcome == CheckOutcome.Failed);
        Assert.Contains(results, result => result.Check == "backbone/shapes" && result.Message!.Contains("runs a model file"));
    }
}
