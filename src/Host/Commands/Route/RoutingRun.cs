using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins.Isolation;
using DeferredSeg.Host.Systems;
using DeferredSeg.Training.Deferred;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>Routes the images of a file.</summary>
internal static class RoutingRun
{
    public static RoutingSummary Run(DeferralSystem system, Experiment experiment, RoutingInput input, string output, CancellationToken cancellation)
    {
        using var frozen = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        using var owned = input;
        var (image, target) = (input.Image, input.Target);
        var routings = new List<CaseRouting>();
        var cases = new List<RoutedCase>();
        var tensors = new Dictionary<string, List<Tensor>>();
        for (var i = 0; i < image.shape[0]; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            var name = image.shape[0] == 1 ? input.Name : FormattableString.Invariant($"{input.Name}-{i}");
            using var about = PluginCase.Name(name);
            // One at a time, so that a result never depends on its neighbours.
            var one = image.narrow(0, i, 1);
            using var result = Segment(system, one, input.Source, cancellation);
            var routing = new CaseRouting(name, system, experiment, one, target?.narrow(0, i, 1).contiguous(), result);
            cases.Add(routing.Ask(cancellation));
            routings.Add(routing);
        }
        // All at the end: a run that fails or is cancelled leaves nothing half-written.
        TextFile.CreateFolder(output);
        foreach (var routing in routings)
        {
            foreach (var (key, value) in routing.Tensors) Listed(tensors, key).Add(value);
            routing.WriteFiles(output);
        }
        TensorOutput.Save(tensors.ToDictionary(entry => entry.Key, entry => torch.cat(entry.Value, 0)), Path.Combine(output, "routing.safetensors"));
        var summary = new RoutingSummary(system.Backbone.Description.Id, system.Segmentor.Head.Describe().Id, experiment.Settings.Seed, output, cases);
        TextFile.Write(Path.Combine(output, "summary.json"), OutputFormat.Json(summary));
        return summary;
    }

    private static DeferredOutput Segment(DeferralSystem system, Tensor image, string source, CancellationToken cancellation)
    {
        try
        {
            return system.Segmentor.Segment(image.to(system.Device), cancellation);
        }
        catch (ArgumentException e)
        {
            throw new DataException($"{source}: {e.Message}", e);
        }
    }

    private static List<Tensor> Listed(Dictionary<string, List<Tensor>> tensors, string key) =>
        tensors.TryGetValue(key, out var list) ? list : tensors[key] = [];
}
