using System.Runtime.InteropServices;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Formats.Images;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Runs;
using DeferredSeg.Reporting.Pictures;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>Routes images that lie in the network's input space already: the tensors of a file, or generated shapes.</summary>
internal static class RoutingRun
{
    /// <summary>Routes all of them, each for itself.</summary>
    /// <param name="system">Backbone, head and experts, with their weights.</param>
    /// <param name="experiment">The configuration.</param>
    /// <param name="input">The images.</param>
    /// <param name="weights">The files that weights were read from.</param>
    /// <param name="output">The folder for results.</param>
    /// <param name="check">Holds the images against those of training.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <exception cref="DataException">The images do not fit the network, or the folder cannot be written.</exception>
    public static RoutingSummary Run(
        ConfiguredSystem system,
        Experiment experiment,
        RoutingInput input,
        IReadOnlyList<string> weights,
        string output,
        InputCheck check,
        CancellationToken cancellation
    )
    {
        using var scope = torch.NewDisposeScope();
        using var owned = input;
        var tensors = new Dictionary<string, List<Tensor>>();
        try
        {
            return Run(system, experiment, input, weights, output, check, tensors, cancellation);
        }
        finally
        {
            foreach (var one in tensors.Values.SelectMany(list => list))
                one.Dispose();
        }
    }

    // Tensors outlive the scope of each image and are the caller's to free.
    private static RoutingSummary Run(
        ConfiguredSystem system,
        Experiment experiment,
        RoutingInput input,
        IReadOnlyList<string> weights,
        string output,
        InputCheck check,
        Dictionary<string, List<Tensor>> tensors,
        CancellationToken cancellation
    )
    {
        var router = new CaseRouter(system, experiment);
        var state = (Configured: ResultIdentity.Of(experiment, new()), Weighed: FileHash.Of(weights));
        var (images, texts) = (new List<RoutedImage>(), new List<string>());
        for (var i = 0; i < input.Image.shape[0]; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            // One at a time, so that a result never depends on its neighbours.
            var one = Case(input, i, system.Backbone.Description.Classes);
            using (var values = one.Image!.contiguous())
                one = one with { Note = check.Note(one.Info.Id, MemoryMarshal.Cast<byte, float>(values.bytes)) };
            images.Add(router.Route(one, null, new(ResultIdentity.Of(one), state.Weighed, state.Configured), Keep, cancellation));
            Add("model_mask", Mask(images[^1].Model));
            Add("system_mask", Mask(images[^1].System));
        }
        // All at the end: a run that fails or is cancelled leaves nothing half-written.
        TextFile.CreateFolder(output);
        string[] experts = [.. system.Panel.Experts.Select(expert => expert.Id)];
        List<RoutedCase> cases =
        [
            .. images.Select(
                (image, i) =>
                {
                    var item = new RoutedItem(Name(input, i), null, null, []);
                    WriteFiles(output, item.Name, image, texts[i]);
                    return CaseNumbers.Of(item, [image], experts, system.Backbone.Description.ClassKind) with { Folder = null };
                }
            ),
        ];
        TensorOutput.Save(tensors.ToDictionary(entry => entry.Key, entry => torch.cat(entry.Value, 0)), Path.Combine(output, "routing.safetensors"));
        var totals = new RoutingTotals();
        cases.ForEach(totals.Add);
        var summary = new RoutingSummary(system.Backbone.Description.Id, system.Head?.Describe().Id, experiment.Settings.Seed, output, cases, totals);
        summary.Write();
        return summary;

        void Keep(NetworkDecision network)
        {
            Add("logits", network.Maps.Logits.unsqueeze(0));
            Add("routing_logits", (network.Maps.Routing ?? network.Channels).unsqueeze(0));
            Add("routing_prob", network.Probabilities.unsqueeze(0));
            if (network.Maps.Predictor is { } predictor)
                Add("predictor_logit", predictor);
            Add("decision", network.Plan.Decision.unsqueeze(0));
            Add("margin", network.Plan.Margin.unsqueeze(0));
            var largest = Math.Max(network.Channels.shape[^2], network.Channels.shape[^1]);
            var ties = experiment.Settings.Routing?.Ties ?? new RoutingPolicy().Ties;
            texts.Add(
                RoutingSnapshot.Of(network.Channels.unsqueeze(0), network.Maps.Predictor, new() { Ties = ties, Maps = largest <= RoutingSnapshot.LargestMap })
            );
        }

        void Add(string name, Tensor value)
        {
            if (!tensors.TryGetValue(name, out var list))
                tensors[name] = list = [];
            list.Add(value.clone().DetachFromDisposeScope());
        }
    }

    private static string Name(RoutingInput input, int index) => input.Image.shape[0] == 1 ? input.Name : FormattableString.Invariant($"{input.Name}-{index}");

    private static CaseInput Case(RoutingInput input, int index, int classes)
    {
        var image = input.Image.narrow(0, index, 1);
        var (height, width) = ((int)image.shape[2], (int)image.shape[3]);
        using var target = input.Target?.narrow(0, index, 1).contiguous();
        var truth = target is null ? null : new MaskPlanes(height, width, classes, target.bytes.ToArray());
        return new(new CaseInfo(Name(input, index)), image, new(height, width, 0, 0, height, width, height, width), ShownImage.Of(image), truth);
    }

    // The picture of each routing, and its text.
    private static void WriteFiles(string folder, string name, RoutedImage image, string text)
    {
        TextFile.Write(Path.Combine(folder, name + ".routing.txt"), text);
        var shown = ShownPicture.Of(image.Image);
        for (var r = 0; r < image.Decisions.Count; r++)
        {
            var file = $"{name}.routing{(image.Decisions.Count == 1 ? "" : FormattableString.Invariant($"-{r}"))}.png";
            var decision = Array.ConvertAll(image.Decisions[r], channel => (long)channel);
            ImageFile.Write(Path.Combine(folder, file), RoutingPicture.Of(decision, shown.Height, shown.Width, shown));
        }
    }

    private static Tensor Mask(MaskPlanes mask) => torch.tensor(mask.Values, [1, mask.Classes, mask.Height, mask.Width], torch.ScalarType.Byte);
}
