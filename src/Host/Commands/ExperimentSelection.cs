using System.CommandLine;
using System.Globalization;
using DeferredSeg.Host.Configuration;
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
        LayeredConfiguration.Read(
            [.. file is null ? [] : (string[])[file], .. parsed.GetValue(_files) ?? []],
            [.. parsed.GetValue(_settings) ?? [], .. further]
        );

    /// <summary>Looks for plugins where they are built in, and where the environment, the configuration and the command line say.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="layers">The configuration.</param>
    /// <param name="otherwise">Where the code of plugins runs where neither says it.</param>
    public PluginHost Plugins(ParseResult parsed, LayeredConfiguration layers, PluginIsolation otherwise = PluginIsolation.Assembly) =>
        Open(_plugins, parsed, layers.Root, otherwise);

    /// <summary>Looks for plugins as a configuration's section says.</summary>
    internal static PluginHost Open(PluginSelection plugins, ParseResult parsed, IConfiguration root, PluginIsolation otherwise = PluginIsolation.Assembly)
    {
        var section = root.GetSection("plugins");
        var limit =
            double.TryParse(section["callLimitSeconds"], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 1e6
                ? TimeSpan.FromSeconds(seconds)
                : (TimeSpan?)null;
        // What is not right here is told when the whole configuration is read.
        if (section["isolation"] is { } said)
            otherwise = Enum.TryParse<PluginIsolation>(said, ignoreCase: true, out var isolation) ? isolation : PluginIsolation.Assembly;
        return plugins.Open(parsed, section["folder"], Names(section, "disabled"), limit, otherwise, Processes(section));
    }

    private static string[] Names(IConfiguration section, string key) =>
        [.. section.GetSection(key).GetChildren().Select(child => child.Value).OfType<string>()];

    // What processes of their own are to be, where there are any; null where nothing is said.
    private static ProcessSettings? Processes(IConfiguration section)
    {
        var isolated = Names(section, "isolated");
        var megabytes = double.TryParse(section["memoryLimitMegabytes"], NumberStyles.Float, CultureInfo.InvariantCulture, out var most) ? most : (double?)null;
        return isolated.Length == 0 && megabytes is null ? null : new(isolated.Length == 0 ? null : isolated, megabytes);
    }
}

/// <summary>Where plugins are looked for and which are left out: options that every command that uses plugins has.</summary>
internal sealed class PluginSelection
{
    private readonly Option<string[]> _folders = new("--plugins")
    {
        Description =
            $"A further folder of plugins, besides those that are built in and those of {PluginFolder.Variable}. May be repeated, or name several with "
            + $"'{Path.PathSeparator}' between them.",
    };
    private readonly Option<string[]> _disabled = new("--disable-plugin") { Description = "A plugin, by id, that is not to be loaded. May be repeated." };

    private readonly Option<PluginIsolation> _isolation = new("--isolation")
    {
        Description = "Where the code of plugins runs: assembly, in this process; or process, in a process of its own for each. As --set plugins:isolation=…",
        CustomParser = result => Enum.Parse<PluginIsolation>(result.Tokens[0].Value, ignoreCase: true),
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_folders);
        command.Options.Add(_disabled);
        _isolation.AcceptOnlyFromAmong([.. Enum.GetNames<PluginIsolation>().Select(name => name.ToLowerInvariant())]);
        command.Options.Add(_isolation);
    }

    /// <summary>Looks into the folders.</summary>
    /// <param name="parsed">What was typed.</param>
    /// <param name="folder">The configuration's folder.</param>
    /// <param name="disabled">What the configuration leaves out as well.</param>
    /// <param name="limit">How long a call may take.</param>
    /// <param name="isolation">Where the code of plugins runs where the command line does not say it.</param>
    /// <param name="processes">Which plugins the configuration wants in processes of their own, and how large they may be; null where it does not say.</param>
    /// <exception cref="ConfigurationException">The configuration says something of processes, and there are none.</exception>
    /// <exception cref="PluginException">A folder is not there, two hold a plugin of one id, or a plugin that is to be left out is not there.</exception>
    public PluginHost Open(
        ParseResult parsed,
        string? folder = null,
        IReadOnlyList<string>? disabled = null,
        TimeSpan? limit = null,
        PluginIsolation isolation = PluginIsolation.Assembly,
        ProcessSettings? processes = null
    )
    {
        var isTyped = parsed.GetResult(_isolation) is not null;
        if (isTyped)
            isolation = parsed.GetValue(_isolation);
        else if (isolation == PluginIsolation.Assembly && processes is not null)
            throw new ConfigurationException(
                $"$.plugins.{(processes.Plugins is null ? "memoryLimitMegabytes" : "isolated")} is about plugins in processes of their own, and there are none; "
                    + "set $.plugins.isolation to process, or leave it out."
            );
        var host = PluginHost.Open(
            new(PluginFolder.All([folder, .. (parsed.GetValue(_folders) ?? []).SelectMany(PluginFolder.Listed)]))
            {
                Disabled = [.. parsed.GetValue(_disabled) ?? [], .. disabled ?? []],
                CallLimit = limit,
                Processes = isolation == PluginIsolation.Process ? processes ?? new() : null,
            }
        );
        RequireThere(host, host.Settings.Disabled, "Plugins are switched off");
        RequireThere(host, host.Settings.Processes?.Plugins ?? [], "Processes of their own are wanted for plugins");
        return host;
    }

    private static void RequireThere(PluginHost host, IEnumerable<string> ids, string what)
    {
        var unknown = ids.Where(id => !host.Plugins.Any(plugin => string.Equals(plugin.Id, id, StringComparison.OrdinalIgnoreCase))).ToList();
        if (unknown.Count > 0)
            throw new PluginException(
                $"{what} that are not in {host.Settings.Place}: {string.Join(", ", unknown)}; "
                    + $"there is {string.Join(", ", host.Plugins.Select(plugin => plugin.ShownId))}."
            );
    }
}
