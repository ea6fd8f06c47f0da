using System.CommandLine;
using System.Globalization;
using DeferredSeg.Host.Configuration.Layers;
using DeferredSeg.Host.Plugins;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Commands;

/// <summary><c>--config</c>, <c>--set</c> and where plugins are: what every command that runs an experiment takes.</summary>
internal sealed class ExperimentSelection
{
    private readonly Option<string[]> _files = new("--config") { Description = "A JSON file with the experiment. May be repeated; a later one wins." };
    private readonly Option<string[]> _settings = new("--set")
    {
        Description = "One setting, for example backbone:options:width=16; wins over files and environment. May be repeated.",
    };
    private readonly PluginSelection _plugins = new();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_files);
        command.Options.Add(_settings);
        _plugins.AddTo(command);
    }

    /// <summary>Reads the layers: files, environment, command line.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="file">A file that was named without <c>--config</c>; null where none was.</param>
    /// <param name="further">Settings that win over all others.</param>
    /// <exception cref="DeferredSeg.Host.ConfigurationException">A file is missing or no JSON, or a setting has no value.</exception>
    public LayeredConfiguration Layers(ParseResult parsed, string? file = null, params IReadOnlyList<string> further) =>
        ConfigurationLayers.Read(
            [.. file is null ? [] : (string[])[file], .. parsed.GetValue(_files) ?? []],
            [.. parsed.GetValue(_settings) ?? [], .. further]
        );

    /// <summary>Looks for plugins where the command line says, else the configuration, else the environment.</summary>
    public PluginHost Plugins(ParseResult parsed, LayeredConfiguration layers) => Open(_plugins, parsed, layers.Root);

    /// <summary>Looks for plugins as a configuration's section says.</summary>
    internal static PluginHost Open(PluginSelection plugins, ParseResult parsed, IConfiguration root)
    {
        var section = root.GetSection("plugins");
        var limit =
            double.TryParse(section["callLimitSeconds"], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 1e6
                ? TimeSpan.FromSeconds(seconds)
                : (TimeSpan?)null;
        return plugins.Open(parsed, section["folder"], [.. section.GetSection("disabled").GetChildren().Select(child => child.Value).OfType<string>()], limit);
    }
}
