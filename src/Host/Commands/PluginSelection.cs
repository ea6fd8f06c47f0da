using System.CommandLine;
using DeferredSeg.Host.Plugins;

namespace DeferredSeg.Host.Commands;

/// <summary>Where plugins are looked for and which are left out: options that every command that uses plugins has.</summary>
internal sealed class PluginSelection
{
    private readonly Option<string?> _folder = new("--plugins") { Description = $"The folder of plugins. Default: {PluginFolder.Variable}, else 'plugins' beside the program." };
    private readonly Option<string[]> _disabled = new("--disable-plugin") { Description = "A plugin, by id, that is not to be loaded. May be repeated." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_folder);
        command.Options.Add(_disabled);
    }

    /// <summary>Looks into the folder.</summary>
    /// <exception cref="PluginException">The folder is not there, or a plugin that is to be left out is not.</exception>
    public PluginHost Open(ParseResult parsed)
    {
        var host = PluginHost.Open(Settings(parsed));
        var unknown = host.Settings.Disabled.Where(id => !host.Plugins.Any(plugin => string.Equals(plugin.Id, id, StringComparison.OrdinalIgnoreCase))).ToList();
        return unknown.Count == 0 ? host : throw new PluginException($"--disable-plugin names {string.Join(", ", unknown)}, which {(unknown.Count == 1 ? "is" : "are")} not in {host.Settings.Folder}; there is {string.Join(", ", host.Plugins.Select(plugin => plugin.Id))}.");
    }

    private PluginSettings Settings(ParseResult parsed) =>
        new(parsed.GetValue(_folder) is { } folder ? Path.GetFullPath(folder) : PluginFolder.Locate()) { Disabled = parsed.GetValue(_disabled) ?? [] };
}
