using System.CommandLine;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Host.Commands.Route.Images;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>What was said to <c>route</c>, read: networks, plugins, and where images come from. It owns the plugins.</summary>
internal sealed class PreparedRoute : IDisposable
{
    private readonly RouteOptions _options;
    private readonly ParseResult _parsed;
    private readonly string? _run;

    private PreparedRoute(RouteOptions options, ParseResult parsed, string? run, PluginHost plugins, RoutingNetworks networks) =>
        (_options, _parsed, _run, Plugins, Networks) = (options, parsed, run, plugins, networks);

    /// <summary>The plugins present.</summary>
    public PluginHost Plugins { get; }

    /// <summary>What images are routed with.</summary>
    public RoutingNetworks Networks { get; }

    /// <summary>Holds images against those of training.</summary>
    public InputCheck Check => new(Networks.Seen, _parsed.GetValue(_options.AnyValues));

    /// <summary>The folder for results.</summary>
    public string Output => _parsed.GetValue(_options.Output)!;

    /// <summary>Which files are written.</summary>
    public RoutedFiles Files => _parsed.GetValue(_options.Files);

    /// <summary>Reads it.</summary>
    /// <param name="options">The command's options.</param>
    /// <param name="parsed">What was typed.</param>
    /// <exception cref="ConfigurationException">The configuration is not right, or there is no such network.</exception>
    /// <exception cref="DataException">There is no run, or it has no weights.</exception>
    public static PreparedRoute Read(RouteOptions options, ParseResult parsed)
    {
        var run = options.Trained.Run(parsed);
        var own = run is null ? null : Path.Combine(run, RunPlan.ConfigurationFile);
        var first = options.Selection.Layers(parsed, own);
        var ofModel = parsed.GetValue(options.Model) is { } named ? OfModel(named, first) : [];
        // Of an archive's many images one that a network does not survive should end nothing but itself.
        var isolation = parsed.GetValue(options.Archive.Folder) is null ? PluginIsolation.Assembly : PluginIsolation.Process;
        var plugins = options.Selection.Plugins(parsed, first, isolation);
        try
        {
            var read = options.Trained.Read(parsed, run, further => options.Selection.Layers(parsed, own, [.. ofModel, .. further]), plugins);
            var routed = read.Experiment.Routed(parsed.GetValue(options.Budget), parsed.GetValue(options.Absent) ?? []);
            return new(options, parsed, run, plugins, read with { Experiment = routed });
        }
        catch
        {
            plugins.Dispose();
            throw;
        }
    }

    /// <summary>The images that are named; anew at every call.</summary>
    /// <exception cref="DatasetException">There is no image, or something is not as described.</exception>
    public ImageSource Source() =>
        _parsed.GetValue(_options.Part) is { } name
            ? ImageSource.Part(Enum.Parse<SplitPart>(name, ignoreCase: true), Networks.Experiment)
            : ImageSource.Named(
                _parsed.GetValue(_options.Archive.Folder) is { } archive ? [archive] : _parsed.GetValue(_options.Images)!,
                Networks.Experiment,
                Output,
                _run
            );

    /// <summary>Makes the system that routes images.</summary>
    /// <param name="questions">Where people are asked; null where nobody is.</param>
    /// <exception cref="ConfigurationException">Network and images do not fit, or weights are random.</exception>
    public RoutedSource Images(IQuestionStore? questions)
    {
        var source = Source();
        var system = Networks.Create(Plugins, source.Raters, questions);
        try
        {
            var experiment = Networks.Experiment;
            if (source.Dataset is { } dataset)
                RunNetwork.Require(system.Backbone.Description, dataset.Description);
            else
                experiment = WithoutRecorded(experiment, system, source);
            return new(system, experiment, source, Networks.Files(Plugins));
        }
        catch
        {
            system.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Plugins.Dispose();

    /// <summary>
    /// What a model that is named on the command line sets: the backbone that runs it, and where no experts are configured that it segments alone.
    /// </summary>
    private static List<string> OfModel(string named, LayeredConfiguration layers)
    {
        List<string> settings = [$"backbone:model={named}"];
        if (layers.Root["backbone:id"] is null)
        {
            var file = ModelFile.Locate(named, "--model");
            var backbone =
                ModelFile.BackboneOf(file)
                ?? throw new ConfigurationException(
                    $"--model is {file}, whose extension tells no kind; expected .onnx, .pt or .ts, the plans.json of nnU-Net, or --set "
                        + $"backbone:id=TorchScript."
                );
            settings.Add($"backbone:id={backbone}");
        }
        if (!layers.Root.GetSection("experts").GetChildren().Any() && layers.Root["training:deferral"] is null)
            settings.Add("training:deferral=false");
        return settings;
    }

    /// <summary>Of images that no rater has seen, who answers from recorded masks is away: their pixels go to the next best.</summary>
    private static Experiment WithoutRecorded(Experiment experiment, ConfiguredSystem system, ImageSource source)
    {
        var away = (experiment.Settings.Routing ?? new()).Absent ?? [];
        string[] recorded =
        [
            .. system.Experts.Where(expert => expert is IRecordedExpert).Select(expert => expert.Describe().Id).Except(away, StringComparer.OrdinalIgnoreCase),
        ];
        if (source.Raters is not AbsentRaters || recorded.Length == 0)
            return experiment;
        Console.Error.WriteLine(
            $"{string.Join(", ", recorded)}: recorded masks are of other images, so {(recorded.Length == 1 ? "this expert is" : "these experts are")} absent; "
                + "pixels go to the next best, in the end to the model."
        );
        return experiment.Routed(null, recorded);
    }
}

/// <summary>Images and the system that routes them, which it owns.</summary>
/// <param name="System">Backbone, head and experts, with their weights.</param>
/// <param name="Experiment">The configuration.</param>
/// <param name="Source">The images.</param>
/// <param name="Weights">The files that weights were read from.</param>
internal sealed record RoutedSource(ConfiguredSystem System, Experiment Experiment, ImageSource Source, IReadOnlyList<string> Weights) : IDisposable
{
    public void Dispose() => System.Dispose();
}
