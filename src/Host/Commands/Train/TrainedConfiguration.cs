using System.Globalization;
using System.Text.Json;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Configuration.Resolved;
using DeferredSeg.Host.Configuration.Settings;
using DeferredSeg.Host.Plugins;

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
                Dataset = dataset with
                {
                    Preparation = dataset.Preparation?.WithDefaults(),
                },
                experiment.Settings.Reference,
                Made = Values(experiment, plugins, sections),
            }
        );
    }

    /// <summary>What the embeddings of images follow from besides the network's weights.</summary>
    /// <param name="experiment">The configuration.</param>
    /// <param name="plugins">The plugins present.</param>
    /// <param name="weightsAreKnown">Whether the weights themselves are told to the cache; else the name of their file counts.</param>
    public static string OfEncoder(Experiment experiment, PluginHost plugins, bool weightsAreKnown) =>
        JsonSerializer.Serialize(Values(experiment, plugins, ["backbone"]).Where(entry => !weightsAreKnown || entry.Key != "backbone:weights"));

    /// <summary>A value in one spelling of several: 1e-3 is 0.001, True is true.</summary>
    public static string Plain(string value) =>
        bool.TryParse(value, out var truth)
            ? truth
                ? "true"
                : "false"
            : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                ? number.ToString("R", CultureInfo.InvariantCulture)
                : value;

    private static SortedDictionary<string, string> Values(Experiment experiment, PluginHost plugins, string[] sections) =>
        new(
            ResolvedValues
                .Of(experiment, plugins)
                .Where(value => value.Value is not null && sections.Contains(value.Path.Split(':')[0]))
                .ToDictionary(value => value.Path, value => Plain(value.Value!)),
            StringComparer.Ordinal
        );
}
