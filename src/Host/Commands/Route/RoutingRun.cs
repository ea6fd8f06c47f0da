using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.Training.Deferred;
using DeferredSeg.Training.Weights;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>Routes the images of a file.</summary>
internal static class RoutingRun
{
    public static RoutingSummary Run(RoutedSystem system, Experiment experiment, string input, string output, CancellationToken cancellation)
    {
        using var frozen = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var (image, target) = Read(input, system.Backbone.Description);
        Directory.CreateDirectory(output);
        var cases = new List<RoutedCase>();
        var tensors = new Dictionary<string, List<Tensor>>();
        for (var i = 0; i < image.shape[0]; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var name = image.shape[0] == 1 ? Path.GetFileNameWithoutExtension(input) : FormattableString.Invariant($"{Path.GetFileNameWithoutExtension(input)}-{i}");
            using var about = PluginCase.Name(name);
            // One at a time, so that a result never depends on its neighbours.
            var one = image.narrow(0, i, 1);
            using var result = Segment(system, one, input, cancellation);
            var routing = new CaseRouting(name, system, experiment, one, target?.narrow(0, i, 1), result);
            cases.Add(routing.Ask(cancellation));
            foreach (var (key, value) in routing.Tensors) Listed(tensors, key).Add(value);
            routing.WriteFiles(output);
        }
        ModuleWeights.Save(tensors.ToDictionary(entry => entry.Key, entry => torch.cat(entry.Value, 0)), Path.Combine(output, "routing.safetensors"));
        var summary = new RoutingSummary(system.Backbone.Description.Id, system.Segmentor.Head.Describe().Id, experiment.Settings.Seed, output, cases);
        TextFile.Write(Path.Combine(output, "summary.json"), OutputFormat.Json(summary));
        return summary;
    }

    private static DeferredOutput Segment(RoutedSystem system, Tensor image, string input, CancellationToken cancellation)
    {
        try
        {
            return system.Segmentor.Segment(image.to(system.Device), cancellation);
        }
        catch (ArgumentException e)
        {
            throw new DataException($"{input}: {e.Message}", e);
        }
    }

    private static (Tensor Image, Tensor? Target) Read(string input, BackboneDescription description)
    {
        using var file = WeightFile.Open(input);
        var image = TensorInput.Require(file, input, "image", TensorDType.Float32, "[B, C, H, W]");
        if (!file.TryGet("target", out var info)) return (image, null);
        var target = TensorInput.Require(file, input, "target", TensorDType.UInt8, "[B, K, H, W]");
        long[] expected = [image.shape[0], description.Classes, .. image.shape[2..]];
        return target.shape.SequenceEqual(expected) ? (image, target) : throw new DataException($"{input}: 'target' is [{string.Join(", ", info.Shape)}]; expected [{string.Join(", ", expected)}].");
    }

    private static List<Tensor> Listed(Dictionary<string, List<Tensor>> tensors, string key) =>
        tensors.TryGetValue(key, out var list) ? list : tensors[key] = [];
}
