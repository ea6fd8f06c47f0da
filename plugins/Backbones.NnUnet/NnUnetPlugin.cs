using Backbones.NnUnet.Network;
using Backbones.NnUnet.Plans;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Plugins;

namespace Backbones.NnUnet;

/// <summary>Brings the backbone <c>NnUnet</c>.</summary>
public sealed class NnUnetPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration) => registration.AddBackbone<NnUnetFactory>();
}

/// <summary>Opens folders that nnU-Net v2 trained.</summary>
public sealed class NnUnetFactory : IBackboneFactory
{
    internal const string Name = "NnUnet";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public bool RunsModelFiles => true;

    /// <inheritdoc/>
    public ISegmentorBackbone Create(BackboneContext context)
    {
        var options = OptionReader.Read<NnUnetOptions>(context.Options);
        var model = context.Model ?? throw new ArgumentException("There is no model; expected the plans.json of a folder that nnU-Net v2 trained.");
        var folder = new TrainedFolder(model.Path, options.Checkpoint);
        var files = options.Fresh ? [] : folder.Checkpoints(options.Folds);
        List<(SegmentationNetwork Network, string Source)> networks = [];
        try
        {
            TrainedState? first = null;
            ConfigurationPlan? plan = null;
            if (options.Fresh)
            {
                plan = Plan(folder, options.Configuration, null);
                networks.Add((Network(folder, plan), "fresh weights"));
            }
            foreach (var file in files)
            {
                var reader =
                    model.Weights
                    ?? throw new ArgumentException($"{file} cannot be read, since the host reads no weights for plugins; expected one that does.");
                using var stored = reader.Open(file);
                first ??= TrainedState.Of(stored.Values);
                plan ??= Plan(folder, options.Configuration, first.Configuration);
                networks.Add((Network(folder, plan), file));
                CheckpointNames.Fill(networks[^1].Network, file, stored.Shapes, stored.Read);
            }
            foreach (var (network, _) in networks)
                network.to(context.Device);
            var setting = new NnUnetSetting(folder.Plans, plan!, folder.Dataset, first?.MirrorAxes ?? [.. Enumerable.Range(0, plan!.Patch.Count)], options);
            SegmentationNetwork[] all = [.. networks.Select(one => one.Network)];
            return all.Length == 1 ? new TrainedNnUnet(all[0], setting) : new NnUnetBackbone(all, setting);
        }
        catch
        {
            foreach (var (network, _) in networks)
                network.Dispose();
            throw;
        }
    }

    private static SegmentationNetwork Network(TrainedFolder folder, ConfigurationPlan plan) =>
        new(plan.Network, folder.Dataset.Channels.Count, folder.Dataset.Heads.Count);

    private static ConfigurationPlan Plan(TrainedFolder folder, string? wanted, string? trained)
    {
        var all = folder.Plans.Configurations;
        var name =
            wanted
            ?? trained
            ?? (
                all.Count == 1
                    ? all[0]
                    : throw new ArgumentException($"The plans have the configurations {string.Join(", ", all)}; name the one that is meant: configuration.")
            );
        var plan = folder.Plans.Configuration(name);
        // Files of two trainings are told before their weights do not fit.
        plan.Normalisations(folder.Dataset.Channels.Count);
        return plan.PreviousStage is not { } previous
            ? plan
            : throw new ArgumentException(
                $"The configuration {name} is the second stage of a cascade, which needs the answer of {previous} as an input; expected a network "
                    + $"that takes images alone, such as 3d_fullres."
            );
    }
}
