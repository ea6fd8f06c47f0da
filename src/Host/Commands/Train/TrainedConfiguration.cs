using System.Text.Json;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Configuration.Settings;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Commands.Train;

/// <summary>What networks, images and answers follow from, as text: what a run that goes on may not change.</summary>
internal static class TrainedConfiguration
{
    public static string Of(Experiment experiment)
    {
        var settings = experiment.Settings;
        var routes = (settings.Training ?? new()).Deferral;
        return JsonSerializer.Serialize(new
        {
            Dataset = DatasetConfiguration.Read(experiment.Layers),
            settings.Reference,
            Backbone = Backbone(settings),
            Head = routes ? new { (settings.Head ?? new()).Id, Options = Options(settings.Head?.Options), settings.Head?.Weights } : null,
            Experts = routes ? settings.Experts?.Zip(experiment.ExpertNames(), (expert, name) => new { expert.Source, Name = name, Options = Options(expert.Options) }) : null,
        });
    }

    /// <summary>What the embeddings of images follow from besides the network's weights.</summary>
    public static string OfEncoder(Experiment experiment) => JsonSerializer.Serialize(Backbone(experiment.Settings));

    private static object Backbone(ExperimentSettings settings) => new { (settings.Backbone ?? new()).Id, Options = Options(settings.Backbone?.Options), settings.Backbone?.Weights };

    private static SortedDictionary<string, string>? Options(IConfiguration? options) => options is null
        ? null
        : new(options.AsEnumerable(makePathsRelative: true).Where(entry => entry.Value is not null).ToDictionary(entry => entry.Key, entry => entry.Value!, StringComparer.OrdinalIgnoreCase), StringComparer.OrdinalIgnoreCase);
}
