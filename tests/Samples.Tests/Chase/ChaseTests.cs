using System.Globalization;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using DeferredSeg.Host.Plugins;
using Microsoft.Extensions.Configuration;
using Shared;
using TorchSharp;

namespace Samples.Tests.Chase;

[Collection(SampleCollection.Name)]
public sealed class ChaseTests(BuiltSample sample) : TensorTest
{
    private const double Tolerance = 0.002;

    [SkippableFact]
    public void The_dice_of_an_image_is_the_published_networks() => Agrees(images: 1);

    [SkippableFact]
    public void The_dice_of_every_image_is_the_published_networks()
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") == "1", "heavy; ./test --long runs it");
        Agrees(images: 18);
    }

    private void Agrees(int images)
    {
        var published = File.ReadLines(SampleData.PathOf("lwnet", "wnet_drive_eval.csv"))
            .Skip(1)
            .Select(line => line.Split(','))
            .Where(fields => fields[0] == "chase_db1")
            .ToList();
        Assert.Equal(18, published.Count);
        using var plugins = PluginHost.Open(new(sample.Plugins));
        using var backbone = plugins.CreateBackbone("LwNet", new(new ConfigurationBuilder().Build(), torch.CPU));
        var module = Assert.IsAssignableFrom<ITrainableBackbone>(backbone).Module;
        using (var weights = WeightFile.Open(SampleData.PathOf("lwnet", "wnet_drive.pth")))
            ModuleWeights.Load(module, weights);
        module.eval();

        var differences = published
            .Take(images)
            .SelectMany(fields =>
            {
                var image = ChaseCase.Read(fields[1]);
                var mask = ChaseProtocol.Segment(backbone, image);
                double[] found = [ChaseProtocol.Dice(mask, image.First), ChaseProtocol.Dice(mask, image.Second), ChaseProtocol.Dice(image.First, image.Second)];
                return found.Zip(fields[2..], (value, text) => (Image: fields[1], Found: value, Published: double.Parse(text, CultureInfo.InvariantCulture)));
            })
            .ToList();

        Assert.Equal(3 * images, differences.Count);
        Assert.All(differences, entry => Assert.True(Math.Abs(entry.Found - entry.Published) <= Tolerance, $"{entry}"));
    }
}
