using System.Globalization;
using System.Text.Json;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Commands.Train;

/// <summary>What networks, images and answers follow from, as text: what a run that goes on may not change.</summary>
internal static class TrainedConfiguration
{
    /// <summary>All of it. How a number is spelled, and whether a default was written out, makes no difference.</summary>
    public static string Of(Experiment experiment, PluginHost plugins)
    {
        string[] sections = (experiment.Settings.Training ?? new()).Deferral ? ["backbone", "head", "experts"] : ["backbone"];
        var dataset = DatasetConfiguration.Read(experiment.Layers);
        return JsonSerializer.Serialize(
            new
            {
                // Where files lie says nothing: cases are told by their names, frozen weights by their values.
                Dataset = dataset with
                {
                    Folder = null,
                    Split = dataset.Split is { } split ? split with { File = null } : null,
                    Preparation = dataset.Preparation?.WithDefaults(),
                },
                experiment.Settings.Reference,
                Made = WithMembers(Values(experiment, plugins, sections), experiment, plugins, weightsAreKnown: false),
                Model = Model(experiment),
            }
        );
    }

    /// <summary>What the embeddings of images follow from besides the network's weights.</summary>
    /// <param name="experiment">The configuration.</param>
    /// <param name="plugins">The plugins present.</param>
    /// <param name="weightsAreKnown">Whether the weights themselves are told to the cache; else the bytes of their file count.</param>
    public static string OfEncoder(Experiment experiment, PluginHost plugins, bool weightsAreKnown) =>
        JsonSerializer.Serialize(
            new
            {
                Made = WithMembers(Values(experiment, plugins, ["backbone"]), experiment, plugins, weightsAreKnown),
                Model = Model(experiment),
                Weights = !weightsAreKnown && experiment.Settings.Backbone?.Weights is { Length: > 0 } file ? FileHash.Of([DataRoot.Resolve(file)]) : "",
            }
        );

    /// <summary>A value in one spelling of several: 1e-3 is 0.001, True is true.</summary>
    public static string Plain(string value) =>
        bool.TryParse(value, out var truth)
            ? truth
                ? "true"
                : "false"
            : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number.ToString("R", CultureInfo.InvariantCulture)
                : value;

    /// <summary>
    /// Where a backbone is wrapped, nobody sees the weights inside: what is read of files counts by its content, and fresh weights follow from the seed.
    /// </summary>
    private static SortedDictionary<string, string> WithMembers(
        SortedDictionary<string, string> values,
        Experiment experiment,
        PluginHost plugins,
        bool weightsAreKnown
    )
    {
        if (weightsAreKnown || experiment.Settings.Backbone is not { Wrappers.Count: > 0 } backbone)
            return values;
        foreach (var member in WrapperMember.Of(experiment, plugins).SelectMany(members => members))
            values[member.Key] = member.Identity(plugins);
        if (backbone.Weights is { Length: > 0 } weights)
            values["backbone:weights"] = FileHash.Of([NamedFile.Of(weights, "$.backbone.weights")]);
        else if (backbone.Model is not { Length: > 0 })
            values["seed"] = experiment.Settings.Seed.ToString(CultureInfo.InvariantCulture);
        return values;
    }

    private static string? Model(Experiment experiment) => ModelFile.Open(experiment.Settings.Backbone?.Model, "$.backbone.model")?.Sha256;

    private static SortedDictionary<string, string> Values(Experiment experiment, PluginHost plugins, string[] sections) =>
        new(
            ResolvedValues
                .Of(experiment, plugins)
                .Where(value =>
                    value.Value is not null
                    && sections.Contains(value.Path.Split(':')[0])
                    && !value.Path.EndsWith(":weights", StringComparison.Ordinal)
                    && !ConfiguredPaths.IsRead(value.Path)
                )
                .ToDictionary(value => value.Path, value => Plain(value.Value!)),
            StringComparer.Ordinal
        );
}
