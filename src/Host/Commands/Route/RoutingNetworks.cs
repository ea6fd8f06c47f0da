using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>A network of a run.</summary>
/// <param name="Experiment">Its configuration, with its own seed.</param>
/// <param name="Folder">Where it lies in the run.</param>
/// <param name="Best">The folder with its best weights.</param>
internal sealed record TrainedNetwork(Experiment Experiment, string Folder, string Best);

/// <summary>What images are routed with: the network of a configuration, one of a run, or several that answer together.</summary>
/// <param name="Experiment">The configuration that counts for experts and routing.</param>
/// <param name="Trained">The networks of a run; none where the configuration names its weights itself.</param>
/// <param name="Untrained">Whether random weights are taken.</param>
internal sealed record RoutingNetworks(Experiment Experiment, IReadOnlyList<TrainedNetwork> Trained, bool Untrained)
{
    private static readonly string[] _files = ["backbone.safetensors", "head.safetensors"];

    /// <summary>Whether pixels are routed; a configuration may say that the network segments alone.</summary>
    public static bool Routes(Experiment experiment) => (experiment.Settings.Training ?? new()).Deferral;

    /// <summary>What the networks were trained on; null where that is not known.</summary>
    /// <exception cref="DataException">The file that says so is damaged.</exception>
    public SeenImages? Seen => Trained.Select(one => TrainingImages.Of(one.Folder)).FirstOrDefault(seen => seen is not null);

    /// <summary>The files that weights come from.</summary>
    /// <param name="plugins">The plugins present.</param>
    public IReadOnlyList<string> Files(PluginHost plugins) =>
        Trained.Count == 0 ? FilesOf(Experiment, plugins, null) : [.. Trained.SelectMany(one => FilesOf(one.Experiment, plugins, one.Best))];

    /// <summary>The files that the weights of one network come from.</summary>
    /// <param name="experiment">Its configuration.</param>
    /// <param name="plugins">The plugins present.</param>
    /// <param name="best">The folder with its best weights; null where it is of no run.</param>
    public static IReadOnlyList<string> FilesOf(Experiment experiment, PluginHost plugins, string? best)
    {
        string?[] files =
        [
            .. experiment.Settings.Backbone?.Model is { Length: > 0 } model
                ? ModelFile.FilesOf(ModelFile.Locate(model, "$.backbone.model"))
                : (IReadOnlyList<string>)[],
            experiment.Settings.Backbone?.Weights,
            .. WrapperMember.Of(experiment, plugins).SelectMany(members => members).SelectMany(member => member.Files),
            experiment.Settings.Head?.Weights,
            .. best is null ? [] : _files.Select(file => Path.Combine(best, file)).Where(File.Exists),
        ];
        return [.. files.Where(file => !string.IsNullOrEmpty(file)).Select(file => DataRoot.Resolve(file!))];
    }

    /// <summary>Makes the system and takes over trained weights; of an ensemble all networks as one.</summary>
    /// <exception cref="ConfigurationException">The weights are random and that was not asked for, or the networks do not fit together.</exception>
    /// <inheritdoc cref="ConfiguredSystem.Create"/>
    public ConfiguredSystem Create(PluginHost plugins, IRaterMasks? raters, IQuestionStore? questions = null)
    {
        var system = ConfiguredSystem.Create(Experiment, plugins, _ => raters, Routes(Experiment), questions);
        try
        {
            if (Trained.Count == 0 && !Untrained)
                RequireTrained(system);
            if (Trained.Count > 0)
                system.LoadTrained(Trained[0].Best);
            foreach (var other in Trained.Skip(1))
            {
                var further = ConfiguredSystem.Create(other.Experiment, plugins, _ => raters, Routes(other.Experiment), questions);
                system.Join(further);
                further.LoadTrained(other.Best);
            }
            return system;
        }
        catch
        {
            system.Dispose();
            throw;
        }
    }

    private void RequireTrained(ConfiguredSystem system)
    {
        var settings = Experiment.Settings.Backbone ?? new();
        var isFresh =
            settings.Weights is null or ""
            && (settings.Model is null or "" || system.Backbone.Description.IsFresh)
            && (system.Backbone is ITrainableBackbone || settings.Wrappers is { Count: > 0 });
        List<(string Part, string Key)> random = [];
        if (isFresh)
            random.Add(($"the backbone {system.Backbone.Description.Id}", "$.backbone.weights"));
        if (system.Head is ITrainableHead && Experiment.Settings.Head?.Weights is null or "")
            random.Add(($"the head {system.Head!.Describe().Id}", "$.head.weights"));
        if (random.Count > 0)
            throw new ConfigurationException(
                $"The weights of {string.Join(" and of ", random.Select(one => one.Part))} are random, so that masks would mean nothing. Name a run that was "
                    + $"trained (--run runs/demo), or weights ({string.Join(", ", random.Select(one => one.Key))}), or say --untrained to route all the same."
            );
    }
}
